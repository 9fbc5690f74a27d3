// Whether somebody works then. Booking them all the same is never refused, but nobody should do so unawares.
import type { Booking, StaffMember } from '../api/types';
import { column, type Column } from '../calendar/columns';
import { overlap } from '../calendar/spans';
import { rota } from '../state/rota.svelte';
import { settings } from '../state/settings.svelte';
import { team } from '../state/team.svelte';
import { dayOf, minutesAfter, plusMinutes, type Day, type Wall } from '../time/wall';
import { t } from '../words/index.svelte';

/** A person's day as the calendar knows it. */
export function dayWith(person: StaffMember, date: Day, bookings: Booking[]): Column {
  return column(person, date, bookings, { opening: settings.all?.opening_hours ?? {}, others: rota.others, offs: rota.offs, holidays: rota.holidays });
}

/** What is to be said of it; empty where they work, or where nobody knows. */
export function offThen(staff_id: number | null, start_at: Wall, minutes: number): string {
  const person = team.find(staff_id);
  if (!person || start_at === '' || !settings.all) return '';
  const date = dayOf(start_at);
  const span = { from: minutesAfter(date, start_at), to: minutesAfter(date, plusMinutes(start_at, minutes)) };
  return dayWith(person, date, []).shut.some((one) => overlap(one, span)) ? t().booking.offThen(person.name) : '';
}
