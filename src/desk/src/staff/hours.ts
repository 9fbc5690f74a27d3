// A week of hours in a line: "Mon–Fri 09:00–18:00, Sat 10:00–16:00".
import type { DayHours, WeekHours } from '../api/types';
import * as format from '../time/format';
import { WEEKDAYS } from '../time/wall';

/** Any Monday: only the names of the days are shown. */
const MONDAY = 5;
const nameOf = (at: number) => format.day(`2026-01-${String(MONDAY + at).padStart(2, '0')}`, 'wd');

export const spansOf = (hours: DayHours): string => hours.map(([from, to]) => `${from}–${to}`).join(', ');

/** Days in a row with the same hours are told as one; days off are left out. */
export function weekOf(week: WeekHours): string {
  const runs: { from: number; to: number; hours: string }[] = [];
  WEEKDAYS.forEach((day, at) => {
    const hours = spansOf(week[day] ?? []);
    const last = runs.at(-1);
    if (last && last.hours === hours && last.to === at - 1) last.to = at;
    else runs.push({ from: at, to: at, hours });
  });
  return runs
    .filter(({ hours }) => hours !== '')
    .map(({ from, to, hours }) => `${from === to ? nameOf(from) : `${nameOf(from)}–${nameOf(to)}`} ${hours}`)
    .join(' · ');
}
