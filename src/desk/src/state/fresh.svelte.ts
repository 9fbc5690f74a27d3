// Something that a screen asked of the server and keeps asking anew while it is shown: when it changed elsewhere, and
// after a break in which changes may have been missed.
import { Away } from '../api/client';
import { connection } from './connection.svelte';
import { later } from './later';
import { live } from './live.svelte';

export class Fresh<T> {
  /** What was answered last; undefined until then. */
  value = $state.raw<T | undefined>(undefined);
  /** What the server said instead. */
  error = $state.raw<unknown>(undefined);
  #asked = 0;

  /** `read` is called within an effect of the component that makes it, so it is asked anew when what it reads of the state changes. */
  constructor(
    readonly read: () => Promise<T>,
    nouns: string[],
  ) {
    $effect(() => void this.#ask(this.read()));
    $effect(() => {
      const again = later(() => void this.again());
      const stops = [live.on(nouns, again.soon), live.onReturn(again.soon), connection.whenBack(again.soon), again.cancel];
      return () => stops.forEach((stop) => stop());
    });
  }

  again(): Promise<void> {
    return this.#ask(this.read());
  }

  async #ask(question: Promise<T>): Promise<void> {
    const mine = ++this.#asked;
    try {
      const answer = await question;
      // A later question's answer may have come first.
      if (mine === this.#asked) [this.value, this.error] = [answer, undefined];
    } catch (error) {
      if (!(error instanceof Away) && mine === this.#asked) this.error = error;
    }
  }
}
