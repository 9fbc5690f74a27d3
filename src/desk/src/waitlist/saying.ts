// How an entry of the waitlist stands, in words.
import type { WaitlistEntry } from '../api/types';
import { services } from '../state/services.svelte';
import { settings } from '../state/settings.svelte';
import { team } from '../state/team.svelte';
import { when, whenInstant } from '../time/when';
import { t } from '../words/index.svelte';

const HOUR_MS = 3_600_000;

/** "Balayage with Emre". */
export function wishOf(entry: WaitlistEntry): string {
  const words = t().waitlist;
  const person = team.find(entry.staff_id)?.name;
  return `${services.find(entry.service_id)?.name ?? ''} ${person ? words.withPerson(person) : words.anybody}`;
}

/** How far it has come: "Tue 24 Nov 10:00 with Emre was offered, kept until 18:00". */
export function standOf(entry: WaitlistEntry): string {
  const words = t().waitlist;
  switch (entry.status) {
    case 'waiting':
      return words.waitingSince(whenInstant(entry.created_at));
    case 'notified':
      return offerOf(entry);
    case 'booked':
      return words.bookedState;
    case 'passed':
      return words.passedState;
    case 'cancelled':
      return words.cancelledState;
  }
}

function offerOf(entry: WaitlistEntry): string {
  const words = t().waitlist;
  const told = entry.notified_at ?? entry.created_at;
  if (!entry.offered_start_at) return words.offeredByPhone(whenInstant(told));
  const offer = words.offered(when(entry.offered_start_at), team.find(entry.offered_staff_id)?.name ?? '');
  const ends = new Date(Date.parse(told) + (settings.all?.waitlist_offer_hours ?? 24) * HOUR_MS).toISOString();
  return `${offer}, ${words.until(whenInstant(ends))}`;
}
