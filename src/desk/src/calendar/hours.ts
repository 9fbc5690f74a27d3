// When somebody works on a date, and why not: the opening hours, their own week, that date's other hours, holidays
// and time off. The server decides what is offered by the same rules (salon/rota.rs); here they are only drawn.

import type { DayHours, Holiday, HoursException, StaffMember, TimeOff, WeekHours } from '../api/types';
import { common, joined, less, type Span } from './spans';
import { daysBetween, minutesAfter, minutesOf, plusDays, WEEKDAYS, weekdayOf } from '../time/wall';

/** Whose day it is. */
export type Worker = Pick<StaffMember, 'id' | 'hours'>;

export interface Shut extends Span {
  why: 'closed' | 'off' | 'holiday';
  /** The reason of time off, the holiday's name; empty where there is none to tell. */
  label: string;
  /** The time off that it is, so that a click can take it back. */
  off: TimeOff | null;
}

const DAY_MINUTES = 24 * 60;
const WHOLE: Span = { from: 0, to: DAY_MINUTES };

const read = (hours: DayHours): Span[] => hours.map(([from, to]) => ({ from: minutesOf(from), to: minutesOf(to) }));

export const hoursOn = (week: WeekHours, date: string): Span[] => read(week[WEEKDAYS[weekdayOf(date)] ?? 'mon'] ?? []);

/** When somebody works on a date, breaks not yet taken out. */
export function works(worker: Worker, date: string, opening: WeekHours, others: HoursException[]): Span[] {
  const open = joined(hoursOn(opening, date));
  const other = others.find((entry) => entry.staff_id === worker.id && entry.date === date);
  if (other) return common(open, read(other.hours));
  return worker.hours ? common(open, hoursOn(worker.hours, date)) : open;
}

/** Each time that time off comes on this date, in minutes of it. */
export function offOn(off: TimeOff, date: string): Span[] {
  const span = { from: minutesAfter(date, off.start_at), to: minutesAfter(date, off.end_at) };
  if (off.repeat === null) return common([span], [WHOLE]);
  const found: Span[] = [];
  const first = off.start_at.slice(0, 10);
  const weeks = Math.floor(daysBetween(first, date) / 7);
  // Time off of up to a week may have begun in the week before.
  for (const week of [weeks - 1, weeks, weeks + 1]) {
    const begins = plusDays(first, week * 7);
    if (week < 0 || (off.until !== null && begins > off.until)) continue;
    const shift = week * 7 * DAY_MINUTES;
    found.push({ from: span.from + shift, to: span.to + shift });
  }
  return common(found, [WHOLE]);
}

/** All that is hatched: hours that nobody works, the holiday, time off. Without those of time off that lie in the others. */
export function shut(worker: Worker, date: string, working: Span[], offs: TimeOff[], holidays: Holiday[]): Shut[] {
  const holiday = holidays.find((entry) => entry.date === date);
  if (holiday) return [{ ...WHOLE, why: 'holiday', label: holiday.name, off: null }];
  const closed = less([WHOLE], working).map((span): Shut => ({ ...span, why: 'closed', label: '', off: null }));
  const own = offs.filter((off) => off.staff_id === worker.id);
  const off = own.flatMap((entry) =>
    common(offOn(entry, date), working).map((span): Shut => ({ ...span, why: 'off', label: entry.reason, off: entry })),
  );
  return [...closed, ...off];
}

/** From the earliest to the latest that the salon is open in a week: what is shown of a day on which it isn't. */
export function opening(week: WeekHours): Span {
  const spans = WEEKDAYS.flatMap((day) => read(week[day] ?? []));
  if (spans.length === 0) return { from: 9 * 60, to: 18 * 60 };
  return { from: Math.min(...spans.map((span) => span.from)), to: Math.max(...spans.map((span) => span.to)) };
}
