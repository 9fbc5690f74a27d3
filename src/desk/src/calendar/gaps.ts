// Where an appointment would fit instead: what is offered when a time is taken, and where `N` begins.

import { free, type Column } from './columns';
import { STEP } from './scale';

export interface Place {
  staffId: number;
  date: string;
  from: number;
}

/** Somebody else counts as far away as so many minutes: clients come for a person. */
const OTHER_PERSON_MINUTES = 45;

const ceiled = (minute: number) => Math.ceil(minute / STEP) * STEP;

/** The places nearest to the wanted one where so many minutes are free, at most one a gap; not before `earliest`. */
export function nearest(
  columns: Column[],
  wanted: Place,
  duration: number,
  count: number,
  earliest = 0,
  without?: number,
): Place[] {
  const found: { place: Place; distance: number }[] = [];
  for (const column of columns.filter((one) => one.date === wanted.date))
    for (const gap of free(column, without)) {
      const first = ceiled(Math.max(gap.from, earliest));
      const last = gap.to - duration;
      if (first > last) continue;
      const from = Math.min(Math.max(wanted.from, first), last);
      const away = column.staffId === wanted.staffId ? 0 : OTHER_PERSON_MINUTES;
      found.push({
        place: { staffId: column.staffId, date: column.date, from },
        distance: Math.abs(from - wanted.from) + away,
      });
    }
  found.sort((a, b) => a.distance - b.distance || a.place.from - b.place.from);
  return found.slice(0, count).map((one) => one.place);
}

/** The first place from `earliest` on where so many minutes are free, whoever's it is. */
export function nextFree(columns: Column[], earliest: number, duration: number): Place | null {
  let best: Place | null = null;
  for (const column of columns)
    for (const gap of free(column)) {
      const from = ceiled(Math.max(gap.from, earliest));
      if (from + duration > gap.to) continue;
      if (best === null || from < best.from) best = { staffId: column.staffId, date: column.date, from };
      break;
    }
  return best;
}
