// Free times, as the server offers them: the nearest to one that is taken, the next that is free, and the same time in
// some weeks.
import { get } from '../api/client';
import type { Slot } from '../api/types';
import { dayOf, minutesBetween, plusDays, type Day, type Wall } from '../time/wall';

/** Somebody else counts as far away as so many minutes: clients come for a person. */
const OTHER_PERSON_MINUTES = 45;
/** So far ahead a free time is looked for. */
const DAYS_AHEAD = 14;

export const freeOn = (service_id: number, date: Day, staff_id?: number | null) =>
  get<Slot[]>('/api/availability', { service_id, date, staff_id });

/** Where and with whom something was wanted. */
export interface Wanted {
  service_id: number;
  staff_id: number | null;
  start_at: Wall;
}

function distance(slot: Slot, wanted: Wanted): number {
  const away = wanted.staff_id === null || slot.staff_id === wanted.staff_id ? 0 : OTHER_PERSON_MINUTES;
  return Math.abs(minutesBetween(wanted.start_at, slot.start_at)) + away;
}

/** The nearest slots of a day: of each person at most one before and one after, so that they lie apart. */
export function nearest(slots: Slot[], wanted: Wanted, count: number): Slot[] {
  const best = new Map<string, Slot>();
  const sorted = [...slots].sort((a, b) => distance(a, wanted) - distance(b, wanted));
  for (const slot of sorted) {
    const side = `${slot.staff_id} ${slot.start_at < wanted.start_at}`;
    if (!best.has(side)) best.set(side, slot);
  }
  return [...best.values()].slice(0, count);
}

/** The nearest free times to one that is taken, on that day or, where it is full, on the next that isn't. */
export async function instead(wanted: Wanted, count = 3): Promise<Slot[]> {
  for (let ahead = 0; ahead < DAYS_AHEAD; ahead++) {
    const date = plusDays(dayOf(wanted.start_at), ahead);
    const slots = await freeOn(wanted.service_id, date);
    const found = nearest(slots, { ...wanted, start_at: `${date}${wanted.start_at.slice(10)}` }, count);
    if (found.length > 0) return found;
  }
  return [];
}

/** The first free time from a moment on; of several at once, that of this person. */
export async function nextFree(service_id: number, from: Wall, person?: number): Promise<Slot | null> {
  for (let ahead = 0; ahead < DAYS_AHEAD; ahead++) {
    const slots = (await freeOn(service_id, plusDays(dayOf(from), ahead))).filter((slot) => slot.start_at >= from);
    const soonest = slots.reduce<Wall>((least, slot) => (slot.start_at < least ? slot.start_at : least), '9999');
    const first = slots.filter((slot) => slot.start_at === soonest);
    if (first[0]) return first.find((slot) => slot.staff_id === person) ?? first[0];
  }
  return null;
}
