// The stretches of time that a report can be about, and how one steps through them.
import * as format from '../time/format';
import { type Day, firstOfMonth, plusDays, plusMonths, weekOf } from '../time/wall';

export type Kind = 'week' | 'month' | 'year';

/** From a day up to, not including, another. */
export interface Period {
  from: Day;
  to: Day;
}

/** The period of this kind that holds the day. */
export function periodOf(kind: Kind, day: Day): Period {
  const from = kind === 'week' ? (weekOf(day)[0] ?? day) : kind === 'month' ? firstOfMonth(day) : `${day.slice(0, 4)}-01-01`;
  return { from, to: plusPeriods(kind, from, 1) };
}

/** The first day of the period so many later. */
export function plusPeriods(kind: Kind, from: Day, periods: number): Day {
  return kind === 'week' ? plusDays(from, 7 * periods) : plusMonths(from, periods * (kind === 'month' ? 1 : 12));
}

export function nameOf(kind: Kind, { from, to }: Period): string {
  if (kind === 'month') return format.day(from, 'month');
  if (kind === 'year') return from.slice(0, 4);
  return `${format.day(from, 'short')} – ${format.day(plusDays(to, -1), 'short')}`;
}

/** The bars of a period: its days, or the months of a year. */
export function stepsOf(kind: Kind, { from, to }: Period): Day[] {
  const steps: Day[] = [];
  for (let day = from; day < to; day = kind === 'year' ? plusMonths(day, 1) : plusDays(day, 1)) steps.push(day);
  return steps;
}
