// A short list that every screen needs (staff, services), read once and kept fresh by live events.
import { Away } from '../api/client';
import { live } from './live.svelte';

export class Shelf<T extends { id: number }> {
  /** All of them, in the API's order. */
  all = $state.raw<T[]>([]);
  /** Whether they were read. */
  loaded = $state(false);
  #byId = $derived(new Map(this.all.map((item) => [item.id, item])));

  constructor(
    readonly read: () => Promise<T[]>,
    noun: string,
  ) {
    const again = () => this.loaded && void this.load();
    live.on([noun], again);
    live.onReturn(again);
  }

  async load() {
    try {
      this.all = await this.read();
      this.loaded = true;
    } catch (error) {
      // What is shown stays; when the server is back, it is read again.
      if (!(error instanceof Away)) throw error;
    }
  }

  find(id: number | null | undefined): T | undefined {
    return id == null ? undefined : this.#byId.get(id);
  }

  /** Takes over one that was just saved, before the live event of it arrives. */
  keep(item: T) {
    const known = this.all.some((other) => other.id === item.id);
    this.all = known ? this.all.map((other) => (other.id === item.id ? item : other)) : [...this.all, item];
  }

  drop(id: number) {
    this.all = this.all.filter((item) => item.id !== id);
  }

  /** Forgets all: the next person at this screen may see other things. */
  clear() {
    this.all = [];
    this.loaded = false;
  }
}
