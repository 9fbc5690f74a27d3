// What people do to bookings on the calendar. Each shows at once, can be taken back, and says how the client will
// hear of it; what the server refuses is rolled back with its sentence and, where there is one, a way out.
import { ApiError } from '../api/client';
import { bookings } from '../api/resource';
import * as letters from '../api/untold';
import type { Booking, BookingStatus, Conflict, Untold } from '../api/types';
import { book, ChangedElsewhere, type Patch } from '../state/book.svelte';
import { now } from '../state/now.svelte';
import { route } from '../state/route.svelte';
import { services } from '../state/services.svelte';
import { team } from '../state/team.svelte';
import { toasts, type Toast } from '../state/toasts.svelte';
import { untold } from '../state/untold.svelte';
import { day, wallIn } from '../time/format';
import { clockOf, dayOf, minutesAfter, minutesBetween, wallAt } from '../time/wall';
import { beside } from '../waitlist/beside.svelte';
import { waitingFor } from '../waitlist/fitting';
import { t } from '../words/index.svelte';
import { columnKey, spanOn, type Column } from './columns';
import { nearest } from './gaps';
import { hand } from './hand.svelte';
import { busy } from './lanes';
import { overlap } from './spans';

/** Where a booking stands: what a move changes. */
export type Stand = Pick<Booking, 'staff_id' | 'start_at' | 'end_at'>;

/** What a refusal is about. */
type Subject = Pick<Booking, 'id' | 'client_name' | 'service_id'>;

const standOf = ({ staff_id, start_at, end_at }: Booking): Stand => ({ staff_id, start_at, end_at });

const nameOf = (staffId: number): string => team.find(staffId)?.name ?? '';
const firstNameOf = (staffId: number): string => nameOf(staffId).split(' ')[0] ?? '';

/** Whether a booking shares its time with another of the same person: moved back there, it may do so again. */
export function overlapped(booking: Booking): boolean {
  const date = dayOf(booking.start_at);
  const own = busy(spanOn(date, booking));
  const others = book.on(date).filter((other) => other.id !== booking.id && other.staff_id === booking.staff_id);
  return others.some((other) => busy(spanOn(date, other)).some((part) => own.some((mine) => overlap(part, mine))));
}

/** The columns of the day that a refused move was meant for; the calendar says so, since only it knows its rota. */
let columnsOn: (date: string) => Column[] = () => [];

export function gapsIn(columns: (date: string) => Column[]): void {
  columnsOn = columns;
}

/**
 * Moves a booking in time or to somebody else, or makes it longer or shorter. `ground` is how it was when it was taken
 * up. Answers what was said of it; nothing: it was refused.
 */
export async function move(id: number, to: Stand, ground?: Booking, allow_overlap = false): Promise<Toast | undefined> {
  const before = ground ?? book.find(id);
  if (!before) return undefined;
  const undo = { ...standOf(before), allow: overlapped(before) };
  return toasts.during(async () => {
    try {
      const saved = await book.change(id, to, { allow_overlap, ground });
      if (hand.booking?.id === id) hand.putDown();
      return await announce(saved, movedText(before, saved), () => moveBack(id, undo), freedBy(before, saved));
    } catch (error) {
      refused(error, before, to, (stand) => move(id, stand, undefined, true), (stand) => move(id, stand));
      return undefined;
    }
  });
}

/** The time that a move leaves free; none where the booking still lies in it. */
function freedBy(before: Booking, after: Booking): Stand | undefined {
  const still = before.staff_id === after.staff_id && before.start_at < after.end_at && after.start_at < before.end_at;
  return still ? undefined : standOf(before);
}

async function moveBack(id: number, { allow, ...to }: Stand & { allow: boolean }): Promise<void> {
  const before = book.find(id);
  if (!before) return;
  try {
    const saved = await book.change(id, to, { allow_overlap: allow });
    toasts.say(movedText(before, saved));
  } catch (error) {
    refused(error, before, to, (stand) => move(id, stand, undefined, true), (stand) => move(id, stand));
  }
}

function movedText(before: Booking, after: Booking): string {
  const words = t().calendar;
  const [name, time] = [after.client_name, clockOf(after.start_at)];
  const sameStart = before.start_at === after.start_at && before.staff_id === after.staff_id;
  if (sameStart) return words.endsNow(name, clockOf(after.end_at));
  const sameDay = dayOf(before.start_at) === dayOf(after.start_at);
  const when = sameDay ? time : `${day(after.start_at, 'short')}, ${time}`;
  return words.moved(name, when, nameOf(after.staff_id));
}

/** Says what was done, how the client will hear, and offers to take it back. */
export async function announce(saved: Booking, text: string, undo: () => Promise<void>, freed?: Stand): Promise<Toast> {
  let entry: Untold | undefined;
  try {
    entry = await untold.ask(saved.id, dayOf(saved.start_at));
  } catch {
    // The change itself is saved; the badge will say the rest.
  }
  const told = entry ? telling(entry) : { detail: '', actions: [] };
  const waits = freed && freed.start_at > now.wall ? await waitingFor(freed).catch(() => []) : [];
  if (waits.length === 0) return toasts.say(text, { undo, ...told });
  const who = { label: t().waitlist.title, run: () => showWaiting(dayOf(freed?.start_at ?? '')) };
  const detail = `${told.detail} ${t().waitlist.freed(waits.length)}.`.trim();
  return toasts.say(text, { undo, detail, actions: [...told.actions, who] });
}

/** Those who wait for a day, beside it. */
function showWaiting(date: string): void {
  beside.open = true;
  if (route.query.get('view') !== 'week') route.go(`/calendar/${date}`);
}

/** How a client will hear, in words, with what can be done about it. */
export function telling(entry: Untold): { detail: string; actions: { label: string; run: () => Promise<unknown> }[] } {
  const words = t().calendar;
  const told = { label: words.told, run: () => tell(entry.booking_id) };
  if (entry.job_id === null) return { detail: words.call(entry.client_name, entry.client_phone), actions: [told] };
  const job = entry.job_id;
  const send = { label: words.sendNow, run: () => letters.sendNow(job) };
  const dont = { label: words.dontSend, run: () => letters.dontSend(job) };
  if (entry.way === 'failed') return { detail: words.letterFailed(entry.why ?? ''), actions: [told] };
  if (entry.way === 'held') return { detail: words.letterHeld(entry.why ?? ''), actions: [send, dont] };
  const leaves = clockOf(wallIn(entry.run_at ?? '', now.timezone));
  return { detail: words.letterLeaves(leaves), actions: [send, dont] };
}

async function tell(id: number): Promise<void> {
  book.keep(await bookings.change(id, { told: true }));
  await untold.read();
}

/** A refusal in words. A clash offers to be booked anyway, and the nearest free times; another's change says whose. */
export function refused(
  error: unknown,
  booking: Subject,
  to: Stand,
  anyway: (stand: Stand) => Promise<unknown>,
  instead: (stand: Stand) => Promise<unknown>,
): void {
  const words = t().calendar;
  if (error instanceof ChangedElsewhere) {
    book.light(booking.id);
    toasts.say(words.changedBy(booking.client_name, error.who), { tone: 'bad' });
    return;
  }
  if (!(error instanceof ApiError) || error.code !== 'overlap') return toasts.fail(error);
  const conflicts = (error.body.conflicts ?? []) as Conflict[];
  const actions = [
    { label: words.bookAnyway, run: () => anyway(to) },
    ...gapsFor(booking, to).map((stand) => ({
      label: words.gap(clockOf(stand.start_at), firstNameOf(stand.staff_id)),
      run: () => instead(stand),
    })),
  ];
  toasts.say(takenText(to, conflicts), { tone: 'bad', actions });
}

function takenText(to: Stand, conflicts: Conflict[]): string {
  const words = t().calendar;
  const first = conflicts[0];
  const who = first?.id == null ? words.timeOff : first.client_name;
  const when = first ? `${clockOf(first.start_at)}–${clockOf(first.end_at)}` : '';
  return words.taken(clockOf(to.start_at), nameOf(to.staff_id), who, when);
}

/** The three free times nearest to a taken one, with those who give the service. */
function gapsFor(booking: Subject, to: Stand): Stand[] {
  const date = dayOf(to.start_at);
  const minutes = minutesBetween(to.start_at, to.end_at);
  const gives = (staffId: number) => {
    const ids = team.find(staffId)?.service_ids;
    return ids === null || ids === undefined || ids.includes(booking.service_id);
  };
  const columns = columnsOn(date).filter((column) => gives(column.staffId));
  const wanted = { staffId: to.staff_id, date, from: minutesAfter(date, to.start_at) };
  const earliest = date === now.today ? minutesAfter(date, now.wall) : 0;
  return nearest(columns, wanted, minutes, 3, earliest, booking.id).map((place) => ({
    staff_id: place.staffId,
    start_at: wallAt(date, place.from),
    end_at: wallAt(date, place.from + minutes),
  }));
}

/** Says how an appointment went, or that it is off. */
export async function setStatus(id: number, status: BookingStatus): Promise<void> {
  const before = book.find(id);
  if (!before || before.status === status) return;
  const text = t().calendar.became(before.client_name, t().calendar.statuses[status]);
  await toasts.during(() => simply(before, { status }, { status: before.status }, text));
}

/** The client came in; once more, and they didn't. */
export async function toggleArrived(id: number): Promise<void> {
  const before = book.find(id);
  if (!before) return;
  const words = t().calendar;
  const [arrived_at, text] = before.arrived_at
    ? [null, words.notArrived(before.client_name)]
    : [now.wall, words.arrived(before.client_name)];
  await toasts.during(() => simply(before, { arrived_at }, { arrived_at: before.arrived_at }, text));
}

async function simply(before: Booking, patch: Patch, back: Patch, text: string): Promise<Toast | undefined> {
  const again = (stand: Stand) => move(before.id, stand, undefined, true);
  try {
    const saved = await book.change(before.id, patch);
    const undo = async () => {
      await book.change(before.id, back, { allow_overlap: overlapped(before) });
    };
    if (!('status' in patch)) return toasts.say(text, { undo });
    return await announce(saved, text, undo, patch.status === 'cancelled' ? standOf(before) : undefined);
  } catch (error) {
    refused(error, before, standOf(before), again, again);
    return undefined;
  }
}

/** What a card is called when it is read out or named in a sentence. */
export const serviceOf = (booking: Booking): string => services.find(booking.service_id)?.name ?? '';

export const keyOf = (booking: Booking): string => columnKey(booking.staff_id, dayOf(booking.start_at));
