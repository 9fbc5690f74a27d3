// Sending a booking in the making. A retry never doubles: each line keeps its key until the server has answered. While
// the server is away, all is kept and sent again when it is back.
import { found } from '../api/booking';
import { ApiError, Away, freshKey } from '../api/client';
import { bookings, clients } from '../api/resource';
import type { Booking, Client, Conflict } from '../api/types';
import { announce } from '../calendar/moves';
import { book } from '../state/book.svelte';
import { connection } from '../state/connection.svelte';
import { toasts, type Toast } from '../state/toasts.svelte';
import { minutesBetween, plusMinutes } from '../time/wall';
import { t } from '../words/index.svelte';
import type { Draft, Line } from './draft.svelte';
import { nameOf, whenText, type Clash } from './edit.svelte';
import { offThen } from './off-then';
import { instead } from './slots';

/** A request whose answer has not come: the same again answers the same booking. */
interface Sent {
  body: string;
  key: string;
}

export class Making {
  busy = $state(false);
  /** The server is away; this is booked as soon as it is back. */
  waiting = $state(false);
  problem = $state('');
  /** What is wrong with fields, and with which line. */
  fields = $state.raw<Record<string, string>>({});
  at = $state(0);
  clash = $state.raw<Clash | null>(null);
  #sent = new Map<number, Sent>();
  #made: Booking[] = [];
  #askedForClient = false;
  #stop = connection.whenBack(() => this.waiting && void this.book());

  constructor(
    readonly draft: Draft,
    readonly done: (booking: Booking) => void,
  ) {}

  close(): void {
    this.#stop();
  }

  /** Books all lines; `anyway` lets the one that clashed overlap. */
  async book(anyway = false): Promise<void> {
    if (this.busy || this.#lacks()) return;
    const allowed = anyway ? this.#made.length : -1;
    [this.busy, this.waiting, this.problem, this.fields, this.clash] = [true, false, '', {}, null];
    const end = toasts.begin();
    try {
      const client = await this.#client();
      for (const line of this.draft.lines.slice(this.#made.length)) {
        this.at = this.#made.length;
        this.#made.push(await this.#send(line, client, this.at === allowed));
      }
      end(await this.#finish());
    } catch (error) {
      end();
      await this.#refused(error);
    } finally {
      this.busy = false;
    }
  }

  stopWaiting(): void {
    this.waiting = false;
  }

  #lacks(): boolean {
    const words = t().booking;
    const { draft } = this;
    this.fields = {};
    this.problem = '';
    const nobody = draft.client === null && !draft.newcomer?.name.trim();
    const without = draft.lines.findIndex((line) => line.service_id === null);
    if (nobody) this.fields = { client_id: words.needClient };
    else if (without >= 0) [this.at, this.fields] = [without, { service_id: words.needService }];
    else if (!draft.ready) this.problem = words.nothingFree;
    return nobody || without >= 0 || !draft.ready;
  }

  /** Enters somebody new. Where an answer was lost they may be in the book already. */
  async #client(): Promise<Client> {
    const { client, newcomer } = this.draft;
    if (client) return client;
    const wish = { name: newcomer?.name.trim() ?? '', phone: newcomer?.phone.trim() ?? '', email: newcomer?.email.trim() ?? '' };
    if (this.#askedForClient) {
      const known = await found(wish.name, new AbortController().signal);
      const same = known.find((one) => one.name === wish.name && one.phone === wish.phone && one.email === wish.email);
      if (same) return (this.draft.client = same);
    }
    this.#askedForClient = true;
    const made = await clients.create(wish);
    this.draft.client = made;
    this.draft.newcomer = null;
    return made;
  }

  async #send(line: Line, client: Client, allow_overlap: boolean): Promise<Booking> {
    const { draft } = this;
    const first = this.#made[0];
    const wish = {
      client_id: client.id,
      staff_id: line.staff_id,
      service_id: line.service_id,
      start_at: line.start_at,
      end_at: plusMinutes(line.start_at, line.minutes),
      notes: draft.notes,
      internal_notes: draft.internal_notes,
      ...(draft.provisional ? { provisional: true } : {}),
      ...(draft.told && !draft.provisional ? { told: true } : {}),
      ...(draft.waitlist_id !== null && !first ? { waitlist_id: draft.waitlist_id } : {}),
      ...(first ? { visit_id: first.visit_id } : {}),
      ...(allow_overlap ? { allow_overlap } : {}),
    };
    const body = JSON.stringify(wish);
    const before = this.#sent.get(this.at);
    if (before && before.body !== body) {
      // Whether that one was booked isn't known; the same again says so, and it is then changed into this one.
      const made = await bookings.create(JSON.parse(before.body), { idempotencyKey: before.key }).catch(unlessAway);
      if (made) return bookings.change(made.id, wish as Partial<Booking>);
    }
    const key = before?.body === body ? before.key : freshKey();
    this.#sent.set(this.at, { body, key });
    const made = await bookings.create(wish as Partial<Booking>, { idempotencyKey: key });
    this.#sent.delete(this.at);
    return made;
  }

  async #finish(): Promise<Toast | undefined> {
    const made = this.#made;
    const [first] = made;
    if (!first) return undefined;
    for (const booking of made) book.keep(booking);
    const undo = async () => {
      for (const booking of made) book.keep(await bookings.remove(booking.id));
    };
    this.done(first);
    const text = t().booking.booked(first.client_name, whenText(first.start_at), nameOf(first.staff_id));
    const off = offThen(first.staff_id, first.start_at, minutesBetween(first.start_at, first.end_at));
    return announce(first, off ? `${text}. ${off}` : text, undo);
  }

  async #refused(error: unknown): Promise<void> {
    if (error instanceof Away) {
      this.waiting = true;
      return;
    }
    if (!(error instanceof ApiError)) return toasts.fail(error);
    // The server said no: nothing was booked under that key.
    this.#sent.delete(this.at);
    if (error.code === 'overlap') return this.#clashed(error);
    if (Object.keys(error.fields).length > 0) this.fields = error.fields;
    else this.problem = error.message;
  }

  async #clashed(error: ApiError): Promise<void> {
    const line = this.draft.lines[this.at];
    if (!line || line.staff_id === null || line.service_id === null) return;
    const wanted = { staff_id: line.staff_id, service_id: line.service_id, start_at: line.start_at, end_at: '' };
    const conflicts = (error.body.conflicts ?? []) as Conflict[];
    this.clash = { patch: {}, wanted, conflicts, free: [], looking: true };
    const free = await instead(wanted).catch(() => []);
    if (this.clash?.wanted === wanted) this.clash = { ...this.clash, free, looking: false };
  }
}

function unlessAway(error: unknown): null {
  if (error instanceof Away) throw error;
  return null;
}
