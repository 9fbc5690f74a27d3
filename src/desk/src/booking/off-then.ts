// Whether somebody works then. Booking them all the same is never refused, but nobody should do so unawares.
import { column } from '../calendar/columns';
import { overlap } from '../calendar/spans';
import { rota } from '../state/rota.svelte';
import { settings } from '../state/settings.svelte';
import { team } from '../state/team.svelte';
import { dayOf, minutesAfter, plusMinutes, type Wall } from '../time/wall';
import { t } from '../words/index.svelte';

/** What is to be said of it; empty where they work, or where nobody knows. */
export function offThen(staff_id: number | null, start_at: Wall, minutes: number): string {
  const person = team.find(staff_id);
  if (!person || start_at === '' || !settings.all) return '';
  const date = dayOf(start_at);
  const { shut } = column(person, date, [], { opening: settings.all.opening_hours, others: rota.others, offs: rota.offs, holidays: rota.holidays });
  const span = { from: minutesAfter(date, start_at), to: minutesAfter(date, plusMinutes(start_at, minutes)) };
  return shut.some((one) => overlap(one, span)) ? t().booking.offThen(person.name) : '';
}
