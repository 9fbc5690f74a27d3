// Changing the appointment in the drawer: shown at once, saved, and undoable. What is refused is said beside the field
// that it concerns; what could not reach the server is kept and tried again when it is back, even where the drawer is
// closed by then. What was typed over another's words is kept, too, until somebody says which are to stand.
import { ApiError, Away } from '../api/client';
import { bookings } from '../api/resource';
import type { Booking, BookingStatus, Conflict, Slot } from '../api/types';
import { announce, overlapped } from '../calendar/moves';
import { book, ChangedElsewhere, TEXTS, type Patch } from '../state/book.svelte';
import { connection } from '../state/connection.svelte';
import { team } from '../state/team.svelte';
import { toasts } from '../state/toasts.svelte';
import { day } from '../time/format';
import { clockOf, dayOf } from '../time/wall';
import { t } from '../words/index.svelte';
import type { One } from './one.svelte';
import { openBooking } from './open.svelte';
import { instead } from './slots';
import { dropUnsaved, keepUnsaved, settleUnsaved, unsavedOf, type Unsaved } from './unsaved.svelte';

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
  #closed = false;
  #stop: () => void;

  constructor(readonly one: One) {
    this.#stop = connection.whenBack(() => void this.#again());
    // The drawer was closed over it, and is open again.
    if (this.kept) keepUnsaved(one.id, { ...this.kept, keeper: this });
  }

  /** What isn't saved. */
  get kept(): Unsaved | undefined {
    return unsavedOf(this.one.id);
  }

  close(): void {
    this.#closed = true;
    if (!this.#waits()) this.#stop();
  }

  /** Saves what was typed into an appointment that was `ground` then; where another's words are in the way, later. */
  async type(patch: Patch, ground: Booking): Promise<void> {
    const { kept } = this;
    if (kept && kept.by !== null) keepUnsaved(this.one.id, { ...kept, patch: { ...kept.patch, ...patch } });
    else await this.save(patch, undefined, false, ground);
  }

  /** What was typed here stands, over what somebody else typed. */
  async over(): Promise<void> {
    const { kept } = this;
    dropUnsaved(this.one.id);
    if (kept && !(await this.save(kept.patch)) && !this.kept) keepUnsaved(this.one.id, kept);
  }

  /** What somebody else typed stands. */
  drop(): void {
    dropUnsaved(this.one.id);
  }

  /** Saves a change of some fields. Answers whether it was saved. */
  async save(patch: Patch, text?: string, allow_overlap = false, ground?: Booking): Promise<boolean> {
    const before = this.one.booking;
    if (!before) return false;
    this.#clear();
    const back = pick(before, Object.keys(patch));
    const stood = overlapped(before);
    const end = toasts.begin();
    try {
      const saved = await book.change(before.id, patch, { allow_overlap, ground: ground ?? before });
      this.one.keep(saved);
      settleUnsaved(before.id, patch);
      const undo = async () => this.one.keep(await book.change(before.id, back, { allow_overlap: stood }));
      void announce(saved, text ?? textOf(before, saved), undo).then(end);
      return true;
    } catch (error) {
      end();
      await this.#refused(error, before, patch, ground ?? before);
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
    const { kept } = this;
    if (kept && this.#waits()) await this.save(kept.patch, undefined, false, kept.ground);
    if (this.#closed && !this.#waits()) this.#stop();
  }

  /** Something is to be saved from here, as soon as the server is back. */
  #waits = (): boolean => this.kept?.keeper === this && this.kept.by === null;

  async #refused(error: unknown, before: Booking, patch: Patch, ground: Booking): Promise<void> {
    const id = before.id;
    if (error instanceof Away) {
      keepUnsaved(id, { patch: { ...this.kept?.patch, ...patch }, ground: this.kept?.ground ?? ground, by: null, keeper: this });
      return;
    }
    settleUnsaved(id, patch);
    if (error instanceof ChangedElsewhere) {
      this.one.keep(error.booking);
      const typed = TEXTS.filter((field) => field in patch);
      if (typed.length > 0) this.#typedOver(pick({ ...before, ...patch }, [...typed]), error);
      if (typed.length === Object.keys(patch).length) return;
      this.problem = t().booking.changedBy(error.who);
      if (this.#closed) toasts.say(`${before.client_name}: ${this.problem}`, { tone: 'bad' });
    } else if (this.#closed) toasts.fail(error);
    else if (!(error instanceof ApiError)) toasts.fail(error);
    else if (error.code === 'overlap') await this.#clashed({ ...before, ...patch }, patch, error);
    else if (Object.keys(error.fields).length > 0) this.fields = error.fields;
    else this.problem = error.message;
  }

  /** Somebody else typed into the same: both are shown, and the person says which stands. */
  #typedOver(patch: Patch, { booking, who }: ChangedElsewhere): void {
    const words = t().booking;
    keepUnsaved(booking.id, { patch: { ...this.kept?.patch, ...patch }, ground: booking, by: who, keeper: this });
    if (!this.#closed) return;
    const open = { label: words.open, run: () => openBooking(booking.id) };
    // It stays until somebody has seen it.
    toasts.hold(toasts.say(`${booking.client_name}: ${words.typedOver(who)}`, { tone: 'bad', actions: [open] }));
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
