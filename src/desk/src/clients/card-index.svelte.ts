// The card index, read a page at a time as it is scrolled: a hundred thousand clients cost no more than those in sight.
import { ApiError, Away } from '../api/client';
import { sought } from '../api/clients';
import { clients } from '../api/resource';
import type { Client } from '../api/types';
import { connection } from '../state/connection.svelte';
import { later } from '../state/later';
import { live } from '../state/live.svelte';
import { toasts } from '../state/toasts.svelte';

const PAGE = 100;
/** While somebody types, only what they stop at is asked. */
const PAUSE_MS = 80;

export class CardIndex {
  /** What is looked for. */
  q = $state('');
  /** How many there are; null until the server has said so. */
  total = $state<number | null>(null);
  #pages = $state.raw(new Map<number, Client[]>());
  #asked = new Map<number, AbortController>();
  #sight: [number, number] = [0, 0];
  /** Of which search the pages are; answers to an older one are not wanted any more. */
  #search = 0;

  constructor() {
    const search = later(() => this.#anew(), PAUSE_MS);
    $effect(() => {
      if (this.q || this.total !== null) search.soon();
      return search.cancel;
    });
    $effect(() => {
      const again = later(() => this.#anew());
      const stops = [live.on(['client'], again.soon), live.onReturn(again.soon), connection.whenBack(again.soon), again.cancel];
      return () => stops.forEach((stop) => stop());
    });
    this.#anew();
  }

  /** The client in that place of the list; undefined while it is being read. */
  at(place: number): Client | undefined {
    return this.#pages.get(Math.floor(place / PAGE))?.[place % PAGE];
  }

  /** Reads what is in sight and not known yet. */
  see(from: number, to: number): void {
    this.#sight = [from, to];
    for (let page = Math.floor(from / PAGE); page <= Math.floor(Math.max(from, to) / PAGE); page++) {
      if (!this.#pages.has(page) && !this.#asked.has(page)) void this.#read(page);
    }
  }

  /** Asks again; what is shown stays until the answer is there. */
  #anew(): void {
    this.#search++;
    this.#asked.forEach((question) => question.abort());
    this.#asked.clear();
    const [from, to] = this.#sight;
    for (let page = Math.floor(from / PAGE); page <= Math.floor(to / PAGE); page++) void this.#read(page);
  }

  async #read(page: number): Promise<void> {
    const search = this.#search;
    const question = new AbortController();
    this.#asked.set(page, question);
    try {
      const found = await clients.page(page + 1, { q: sought(this.q), limit: PAGE }, question.signal);
      if (search !== this.#search) return;
      // The first answer to a new search takes the place of all that was found before.
      const fresh = this.#shown === search ? this.#pages : new Map<number, Client[]>();
      this.#shown = search;
      this.#pages = new Map(fresh).set(page, found.data);
      this.total = found.total;
      // A search that finds less leaves what was in sight behind its end.
      if (found.data.length === 0 && found.total > 0 && page > 0) void this.#read(Math.ceil(found.total / PAGE) - 1);
    } catch (error) {
      const withdrawn = error instanceof DOMException && error.name === 'AbortError';
      if (error instanceof ApiError) toasts.fail(error);
      else if (!(error instanceof Away) && !withdrawn) throw error;
    } finally {
      if (this.#asked.get(page) === question) this.#asked.delete(page);
    }
  }

  #shown = 0;
}
