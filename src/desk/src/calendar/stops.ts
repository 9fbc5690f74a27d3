// Where the arrow keys stop: each card, and each stretch of free time between them, since a receptionist looks for
// either. The grid as a whole is one stop of the Tab key.

import { free, type Column } from './columns';
import type { Span } from './spans';

export type Stop =
  | { kind: 'card'; column: string; id: number; from: number; to: number }
  | { kind: 'free'; column: string; from: number; to: number };

export type Direction = 'up' | 'down' | 'left' | 'right';

/** Less than this is no room for anything, so the keys pass over it. */
const SHORTEST_MINUTES = 10;

export function stops(of: Column): Stop[] {
  const cards = of.entries.map((entry): Stop => ({
    kind: 'card',
    column: of.key,
    id: entry.id,
    from: entry.from,
    to: entry.to,
  }));
  const gaps = free(of)
    .filter((gap: Span) => gap.to - gap.from >= SHORTEST_MINUTES)
    .map((gap: Span): Stop => ({ kind: 'free', column: of.key, from: gap.from, to: gap.to }));
  return [...cards, ...gaps].sort((a, b) => a.from - b.from || a.to - b.to);
}

export const sameStop = (a: Stop | null, b: Stop | null): boolean =>
  a !== null &&
  b !== null &&
  a.column === b.column &&
  (a.kind === 'card' ? b.kind === 'card' && a.id === b.id : b.kind === 'free' && a.from === b.from);

/** How far a minute is from a stop; 0 within it. */
const distance = (stop: Stop, minute: number): number =>
  minute < stop.from ? stop.from - minute : minute >= stop.to ? minute - stop.to + 1 : 0;

/** The stop of a column nearest to a minute; a card rather than free time where both are as near. */
export function nearestStop(of: Column, minute: number): Stop | null {
  const rank = (stop: Stop) => distance(stop, minute) * 2 + (stop.kind === 'free' ? 1 : 0);
  return stops(of).reduce<Stop | null>((best, stop) => (best && rank(best) <= rank(stop) ? best : stop), null);
}

/** Where an arrow key leads; null at the edge. */
export function next(columns: Column[], stop: Stop, direction: Direction): Stop | null {
  const index = columns.findIndex((column) => column.key === stop.column);
  const here = columns[index];
  if (!here) return null;
  if (direction === 'up' || direction === 'down') {
    const all = stops(here);
    const at = all.findIndex((other) => sameStop(other, stop));
    return all[at + (direction === 'down' ? 1 : -1)] ?? null;
  }
  const step = direction === 'right' ? 1 : -1;
  for (let to = index + step; columns[to]; to += step) {
    const found = nearestStop(columns[to] as Column, stop.from);
    if (found) return found;
  }
  return null;
}
