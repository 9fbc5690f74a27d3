// The appointment in the drawer, and what belongs to it: its client and how they come, its letters, its fee. Read anew
// whenever one of these changes, here or at another screen.
import * as api from '../api/booking';
import { ApiError, Away } from '../api/client';
import { bookings, clients } from '../api/resource';
import type { Booking, Client, Job, Payment, Untold } from '../api/types';
import { book } from '../state/book.svelte';
import { connection } from '../state/connection.svelte';
import { live } from '../state/live.svelte';
import { now } from '../state/now.svelte';
import { session } from '../state/session.svelte';
import { untold } from '../state/untold.svelte';
import { dayOf } from '../time/wall';
import { habitsOf } from './habits';

/** A change makes several events. */
const SETTLE_MS = 150;

export class One {
  client = $state.raw<Client | null>(null);
  past = $state.raw<Booking[]>([]);
  jobs = $state.raw<Job[]>([]);
  fees = $state.raw<Payment[]>([]);
  /** What the client doesn't know yet; undefined: nothing. */
  untold = $state.raw<Untold | undefined>(undefined);
  /** It isn't there, or isn't theirs to see. */
  gone = $state(false);
  /** Rises when something was read: what is read by itself, such as the history, follows it. */
  turn = $state(0);
  #saved = $state.raw<Booking | null>(null);
  /** As it is shown: with changes that are under way. The calendar's book holds no cancelled ones. */
  booking = $derived.by(() => book.find(this.id) ?? this.#saved);
  habits = $derived.by(() => habitsOf(this.past, now.wall, this.id));
  visit = $derived.by(() => this.past.filter((other) => other.visit_id === this.booking?.visit_id && other.id !== this.id));
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stops: (() => void)[];

  constructor(readonly id: number) {
    this.#stops = [
      live.on(['booking', 'job', 'payment', 'client'], () => this.#soon()),
      live.onReturn(() => void this.read()),
      connection.whenBack(() => void this.read()),
    ];
    void this.read();
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
  }

  /** Takes over what a change answered. */
  keep(booking: Booking): void {
    if (booking.id !== this.id) return;
    this.#saved = booking;
    book.keep(booking);
  }

  async read(): Promise<void> {
    try {
      const booking = await bookings.one(this.id);
      this.keep(booking);
      const mayPay = session.is('admin', 'desk');
      [this.client, this.past, this.jobs, this.fees, this.untold] = await Promise.all([
        clients.one(booking.client_id),
        api.appointments(booking.client_id),
        api.jobsOf(this.id),
        mayPay ? api.feesOf(this.id) : [],
        untold.ask(this.id, dayOf(booking.start_at)),
      ]);
      this.turn += 1;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) this.gone = true;
      else if (!(error instanceof Away)) throw error;
    }
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.read();
    }, SETTLE_MS);
  }
}
