// A list of letters, read page by page and kept fresh; a letter that somebody just said a word on is not in it any more.
import { Away } from '../api/client';
import * as api from '../api/letters';
import type { Letter } from '../api/types';
import { connection } from '../state/connection.svelte';
import { later } from '../state/later';
import { live } from '../state/live.svelte';
import { toasts } from '../state/toasts.svelte';

export class LetterList {
  /** Null until they were read. */
  letters = $derived.by(() => this.#read?.filter(({ id, state }) => this.#hidden.get(id) !== state) ?? null);
  more = $state(false);
  #read = $state.raw<Letter[] | null>(null);
  /** Those just spoken to, as they stood then: as soon as they stand otherwise they are shown, wherever they are then. */
  #hidden = $state.raw(new Map<number, Letter['state']>());
  #pages = 1;
  #question = 0;

  /** Made by a component; what is asked for may change. */
  constructor(readonly asked: () => { stage?: api.Stage; client_id?: number }) {
    $effect(() => {
      this.asked();
      this.#pages = 1;
      this.#read = null;
      void this.#ask();
    });
    $effect(() => {
      const again = later(() => void this.#ask());
      const stops = [live.on(['job'], again.soon), live.onReturn(again.soon), connection.whenBack(again.soon), again.cancel];
      return () => stops.forEach((stop) => stop());
    });
  }

  async showMore(): Promise<void> {
    this.#pages++;
    await this.#ask();
  }

  /** Takes a letter out, and answers how to put it back. */
  hide({ id, state }: Letter): () => void {
    this.#hidden = new Map([...this.#hidden, [id, state]]);
    return () => {
      this.#hidden = new Map([...this.#hidden].filter(([other]) => other !== id));
    };
  }

  async #ask(): Promise<void> {
    const mine = ++this.#question;
    const asked = this.asked();
    try {
      const numbers = Array.from({ length: this.#pages }, (_, n) => n + 1);
      const pages = await Promise.all(numbers.map((page) => api.letters({ ...asked, page })));
      if (mine !== this.#question) return;
      this.#read = pages.flatMap(({ data }) => data);
      this.more = pages.at(-1)?.more ?? false;
      // What is not in the list is at another stage now, and may come back later.
      const here = new Set(this.#read.map(({ id }) => id));
      this.#hidden = new Map([...this.#hidden].filter(([id]) => here.has(id)));
    } catch (error) {
      if (!(error instanceof Away)) toasts.fail(error);
    }
  }
}
