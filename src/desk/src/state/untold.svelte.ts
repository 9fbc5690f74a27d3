// Does the client know? What differs from what clients were last told, for the days that are shown, and how they
// will hear of it. Asked anew whenever a booking changes or a letter is written, leaves or fails.
import { Away } from '../api/client';
import * as api from '../api/untold';
import type { Untold } from '../api/types';
import { dayOf, plusDays } from '../time/wall';
import { connection } from './connection.svelte';
import { live } from './live.svelte';
import { session } from './session.svelte';

/** A change makes several jobs, each with an event of its own. */
const SETTLE_MS = 200;
/** A server that says nothing for so long is taken for one that is away. */
const SLOW_MS = 2_000;

/** What a card says of it. */
export type Mark = Pick<Untold, 'booking_id' | 'start_at' | 'way' | 'run_at'>;

class Telling {
  #byBooking = $state.raw(new Map<number, Mark>());
  /** As it once was, of days that were not read since. */
  #once = $state.raw(new Map<number, Mark>());
  #span: [string, string] = ['', ''];
  /** The days that were read last. */
  #known: [string, string] = ['', ''];
  /** Where marks are known that can't be read: the copy, once it is there. */
  #elsewhere: () => Promise<void> = async () => {};
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    live.on(['booking', 'job', 'client'], () => this.#soon());
    live.onReturn(() => this.#soon());
    connection.whenBack(() => this.#soon());
    session.onEnd(() => this.clear());
  }

  /** What this booking's client doesn't know yet; undefined: they know all. */
  of(booking: number): Mark | undefined {
    return this.#byBooking.get(booking) ?? this.#once.get(booking);
  }

  /** Says who is asked for what can't be read. */
  elsewhere(ask: () => Promise<void>): void {
    this.#elsewhere = ask;
  }

  /** Takes over marks as they once were, where nothing better is known. */
  fill(marks: Mark[]): void {
    const [from, to] = this.#known;
    const better = (day: string) => from <= day && day <= to;
    this.#once = new Map(marks.filter((mark) => !better(dayOf(mark.start_at))).map((mark) => [mark.booking_id, mark]));
  }

  async show(from: string, to: string): Promise<void> {
    this.#span = [from, to];
    await this.read();
  }

  async read(): Promise<void> {
    const [from, to] = this.#span;
    if (from === '') return;
    const slow = setTimeout(() => void this.#elsewhere(), SLOW_MS);
    try {
      const found = await api.untold(from, plusDays(to, 1));
      if (this.#span[0] !== from) return;
      this.#byBooking = new Map(found.map((entry) => [entry.booking_id, entry]));
      this.#once = new Map();
      this.#known = [from, to];
    } catch (error) {
      if (!(error instanceof Away)) throw error;
      await this.#elsewhere();
    } finally {
      clearTimeout(slow);
    }
  }

  /** What a client doesn't know yet of one booking, asked now: it may have left the days that are shown. */
  async ask(booking: number, day: string): Promise<Untold | undefined> {
    const found = await api.untold(day, plusDays(day, 1));
    return found.find((entry) => entry.booking_id === booking);
  }

  clear(): void {
    [this.#span, this.#known] = [['', ''], ['', '']];
    [this.#byBooking, this.#once] = [new Map(), new Map()];
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.read();
    }, SETTLE_MS);
  }
}

export const untold = new Telling();
