// Does the client know? What differs from what clients were last told, for the days that are shown, and how they
// will hear of it. Asked anew whenever a booking changes or a letter is written, leaves or fails.
import { Away } from '../api/client';
import * as api from '../api/untold';
import type { Untold } from '../api/types';
import { plusDays } from '../time/wall';
import { connection } from './connection.svelte';
import { live } from './live.svelte';
import { session } from './session.svelte';

/** A change makes several jobs, each with an event of its own. */
const SETTLE_MS = 200;

class Telling {
  #byBooking = $state.raw(new Map<number, Untold>());
  #span: [string, string] = ['', ''];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    live.on(['booking', 'job', 'client'], () => this.#soon());
    live.onReturn(() => this.#soon());
    connection.whenBack(() => this.#soon());
    session.onEnd(() => this.clear());
  }

  /** What this booking's client doesn't know yet; undefined: they know all. */
  of(booking: number): Untold | undefined {
    return this.#byBooking.get(booking);
  }

  async show(from: string, to: string): Promise<void> {
    this.#span = [from, to];
    await this.read();
  }

  async read(): Promise<void> {
    const [from, to] = this.#span;
    if (from === '') return;
    try {
      const found = await api.untold(from, plusDays(to, 1));
      if (this.#span[0] === from) this.#byBooking = new Map(found.map((entry) => [entry.booking_id, entry]));
    } catch (error) {
      if (!(error instanceof Away)) throw error;
    }
  }

  /** What a client doesn't know yet of one booking, asked now: it may have left the days that are shown. */
  async ask(booking: number, day: string): Promise<Untold | undefined> {
    const found = await api.untold(day, plusDays(day, 1));
    return found.find((entry) => entry.booking_id === booking);
  }

  clear(): void {
    this.#span = ['', ''];
    this.#byBooking = new Map();
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.read();
    }, SETTLE_MS);
  }
}

export const untold = new Telling();
