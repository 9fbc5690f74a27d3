// Who waits for a time that came free.
import { waitlist } from '../api/resource';
import type { Booking, WaitlistEntry } from '../api/types';
import { services } from '../state/services.svelte';
import { dayOf, minutesBetween } from '../time/wall';

export type Free = Pick<Booking, 'staff_id' | 'start_at' | 'end_at'>;

export const lasts = (entry: WaitlistEntry, otherwise: number): number => services.find(entry.service_id)?.duration_minutes ?? otherwise;

/** To whom it was offered already, then who else would fit in, first come first. */
export async function waitingFor(free: Free): Promise<WaitlistEntry[]> {
  const date = dayOf(free.start_at);
  const [offered, waiting] = await Promise.all([waitlist.all({ date, status: 'notified' }), waitlist.all({ date, status: 'waiting' })]);
  const minutes = minutesBetween(free.start_at, free.end_at);
  return [
    ...offered.filter((entry) => entry.offered_start_at === free.start_at && entry.offered_staff_id === free.staff_id),
    ...waiting.filter((entry) => (entry.staff_id === null || entry.staff_id === free.staff_id) && lasts(entry, minutes) <= minutes),
  ];
}
