// Moments as people say them: "today 14:32", "tomorrow 10:00", "Tue 24 Nov 10:00", and the year where it isn't this one.
import { now } from '../state/now.svelte';
import { language } from '../words/index.svelte';
import * as format from './format';
import { clockOf, dayOf, daysBetween, type Day, type Wall } from './wall';

/** "today", "tomorrow" or "yesterday" in the desk's language, which the browser knows. */
function relative(days: number): string {
  return new Intl.RelativeTimeFormat(language.tag, { numeric: 'auto' }).format(days, 'day');
}

export function dayWord(day: Day | Wall): string {
  const days = daysBetween(now.today, day.slice(0, 10));
  if (Math.abs(days) <= 1) return relative(days);
  return format.day(day, day.slice(0, 4) === now.today.slice(0, 4) || Math.abs(days) < 120 ? 'short' : 'date');
}

export const when = (wall: Wall): string => `${dayWord(dayOf(wall))} ${clockOf(wall)}`;

/** An instant (`run_at`, `created_at`) as the salon's clock shows it; today's as the time alone. */
export function whenInstant(instant: string): string {
  const wall = format.wallIn(instant, now.timezone);
  return dayOf(wall) === now.today ? clockOf(wall) : when(wall);
}
