// Changing the appointment in the drawer: shown at once, saved, and undoable. What is refused is said beside the field
// that it concerns; what could not reach the server is kept and tried again when it is back, even where the drawer is
// closed by then.
import { ApiError, Away } from '../api/client';
import { bookings } from '../api/resource';
import type { Booking, BookingStatus, Conflict, Slot } from '../api/types';
import { announce, overlapped } from '../calendar/moves';
import { book, ChangedElsewhere, type Patch } from '../state/book.svelte';
import { connection } from '../state/connection.svelte';
import { session } from '../state/session.svelte';
import { team } from '../state/team.svelte';
import { toasts } from '../state/toasts.svelte';
import { day } from '../time/format';
import { clockOf, dayOf } from '../time/wall';
import { t } from '../words/index.svelte';
import type { One } from './one.svelte';
import { instead } from './slots';

/** A time that is taken: by whom, and what is free instead. */
export interface Clash {
  patch: Patch;
  wanted: Pick<Booking, 'staff_id' | 'start_at' | 'end_at'>;
  conflicts: Conflict[];
  free: Slot[];
  looking: boolean;
}

export const whenText = (wall: string): string => `${day(wall, 'short')}, ${clockOf(wall)}`;
export const nameOf = (staffId: number): string => team.find(staffId)?.name ?? '';

const pick = (booking: Booking, keys: string[]): Patch =>
  Object.fromEntries(keys.map((key) => [key, booking[key as keyof Booking]])) as Patch;

export class Edit {
  fields = $state.raw<Record<string, string>>({});
  problem = $state('');
  clash = $state.raw<Clash | null>(null);
  /** What could not be saved yet, since the server is away. */
  kept = $state.raw<Patch | null>(null);
  #closed = false;
  #user = session.me?.id;
  #stop: () => void;

  constructor(readonly one: One) {
    this.#stop = connection.whenBack(() => void this.#again());
  }

  close(): void {
    this.#closed = true;
    if (!this.kept) this.#stop();
  }

  /** Saves a change of some fields. Answers whether it was saved. */
  async save(patch: Patch, text?: string, allow_overlap = false): Promise<boolean> {
    const before = this.one.booking;
    if (!before) return false;
    this.#clear();
    const back = pick(before, Object.keys(patch));
    const stood = overlapped(before);
    const end = toasts.begin();
    try {
      const saved = await book.change(before.id, patch, { allow_overlap, ground: before });
      this.one.keep(saved);
      this.kept = null;
      const undo = async () => this.one.keep(await book.change(before.id, back, { allow_overlap: stood }));
      void announce(saved, text ?? textOf(before, saved), undo).then(end);
      return true;
    } catch (error) {
      end();
      await this.#refused(error, before, patch);
      return false;
    }
  }

  async status(status: BookingStatus): Promise<boolean> {
    const booking = this.one.booking;
    if (!booking || booking.status === status) return false;
    return this.save({ status }, t().booking.became(booking.client_name, t().booking.statuses[status]));
  }

  /** The client came in; once more, and they didn't. */
  async arrived(instant: string): Promise<void> {
    const booking = this.one.booking;
    if (!booking) return;
    const words = t().booking;
    if (booking.arrived_at) await this.save({ arrived_at: null }, words.isNotHere(booking.client_name));
    else await this.save({ arrived_at: instant }, words.isHere(booking.client_name));
  }

  /** The desk has said it on the telephone. */
  async told(): Promise<void> {
    try {
      const saved = await bookings.change(this.one.id, { told: true });
      this.one.keep(saved);
      toasts.say(t().booking.toldNow(saved.client_name));
      await this.one.read();
    } catch (error) {
      toasts.fail(error);
    }
  }

  async anyway(): Promise<void> {
    if (this.clash) await this.save(this.clash.patch, undefined, true);
  }

  async take(slot: Slot): Promise<void> {
    if (!this.clash) return;
    const { staff_id, start_at, end_at } = slot;
    await this.save({ ...this.clash.patch, staff_id, start_at, end_at });
  }

  #clear(): void {
    [this.fields, this.problem, this.clash] = [{}, '', null];
  }

  async #again(): Promise<void> {
    // What one person typed is not saved in another's name.
    if (this.kept && session.me?.id === this.#user) await this.save(this.kept);
    else this.kept = null;
    if (this.#closed && !this.kept) this.#stop();
  }

  async #refused(error: unknown, before: Booking, patch: Patch): Promise<void> {
    if (error instanceof Away) {
      this.kept = { ...this.kept, ...patch };
      return;
    }
    this.kept = null;
    if (error instanceof ChangedElsewhere) {
      this.problem = t().booking.changedBy(error.who);
      this.one.keep(error.booking);
      if (this.#closed) toasts.say(`${before.client_name}: ${this.problem}`, { tone: 'bad' });
    } else if (this.#closed) toasts.fail(error);
    else if (!(error instanceof ApiError)) toasts.fail(error);
    else if (error.code === 'overlap') await this.#clashed({ ...before, ...patch }, patch, error);
    else if (Object.keys(error.fields).length > 0) this.fields = error.fields;
    else this.problem = error.message;
  }

  async #clashed(wanted: Booking, patch: Patch, error: ApiError): Promise<void> {
    const conflicts = (error.body.conflicts ?? []) as Conflict[];
    this.clash = { patch, wanted, conflicts, free: [], looking: true };
    const free = await instead(wanted).catch(() => []);
    if (this.clash?.patch === patch) this.clash = { ...this.clash, free, looking: false };
  }
}

function textOf(before: Booking, after: Booking): string {
  const stands = before.start_at === after.start_at && before.staff_id === after.staff_id;
  if (stands) return t().booking.changed(after.client_name);
  const when = dayOf(before.start_at) === dayOf(after.start_at) ? clockOf(after.start_at) : whenText(after.start_at);
  return t().booking.moved(after.client_name, when, nameOf(after.staff_id));
}
