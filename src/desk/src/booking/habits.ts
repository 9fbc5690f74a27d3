// What a client's appointments tell: how often they come, what they usually have, what was last and what comes next.
import type { Booking } from '../api/types';
import { daysBetween, dayOf } from '../time/wall';

export interface Habits {
  visits: number;
  noShows: number;
  /** The last that was kept, and the first that lies ahead. */
  last: Booking | null;
  next: Booking | null;
  /** The service that they have most often. */
  usual: number | null;
  /** How many weeks lie between their visits; null: nobody can tell yet. */
  weeks: number | null;
}

/** Visits so far back still say something about today's habit. */
const RECENT = 12;

const kept = (booking: Booking) => booking.status === 'completed';

/** How somebody comes, from their appointments, newest first; `besides` is the one that is looked at. */
export function habitsOf(past: Booking[], now: string, besides: number | null = null): Habits {
  const others = past.filter((booking) => booking.id !== besides && booking.status !== 'cancelled');
  const done = past.filter(kept);
  const ahead = others.filter((booking) => booking.start_at > now && booking.status !== 'no-show');
  return {
    visits: new Set(done.map((booking) => booking.visit_id)).size,
    noShows: new Set(past.filter((booking) => booking.status === 'no-show').map((booking) => booking.visit_id)).size,
    last: others.find((booking) => booking.start_at <= now && booking.status !== 'no-show') ?? null,
    next: ahead.at(-1) ?? null,
    usual: mostOften(done.slice(0, RECENT).map((booking) => booking.service_id)),
    weeks: rhythm(done.slice(0, RECENT)),
  };
}

/** The appointment that tells what to book next: the first of the last visit that wasn't called off, or of the next where
 *  there was none yet. */
export function lastHad(past: Booking[], now: string): Booking | null {
  const stand = past.filter((booking) => booking.status !== 'cancelled' && booking.status !== 'no-show');
  const last = stand.find((booking) => booking.start_at <= now) ?? stand.at(-1);
  return stand.filter((booking) => booking.visit_id === last?.visit_id).at(-1) ?? null;
}

function mostOften(ids: number[]): number | null {
  const counts = new Map<number, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  const [best] = [...counts].sort((a, b) => b[1] - a[1]);
  return best?.[0] ?? null;
}

/** The middle of the pauses between visits, in whole weeks. */
function rhythm(done: Booking[]): number | null {
  const days = [...new Set(done.map((booking) => dayOf(booking.start_at)))];
  const pauses = days.slice(1).map((day, n) => daysBetween(day, days[n] ?? day));
  pauses.sort((a, b) => a - b);
  const middle = pauses[Math.floor(pauses.length / 2)];
  return middle === undefined ? null : Math.max(1, Math.round(middle / 7));
}
