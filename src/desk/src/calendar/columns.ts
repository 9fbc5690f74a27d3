// What a column of the grid holds: one person's day. Day view shows everybody's, week view one person's seven or
// everybody's; the grid itself knows columns only, so that dragging, keys and gaps are the same in each view.

import { minutesAfter } from '../time/wall';
import type { Booking, Holiday, HoursException, TimeOff, WeekHours } from '../api/types';
import { shut, works, type Shut, type Worker } from './hours';
import { busy, lanes, type Placed } from './lanes';
import { joined, less, minutes, overlap, type Span } from './spans';

export interface Entry extends Span, Placed {
  id: number;
  booking: Booking;
  /** Processing time, in which the person is free. */
  gap: Span | null;
}

export interface Column {
  key: string;
  staffId: number;
  date: string;
  works: Span[];
  shut: Shut[];
  entries: Entry[];
}

/** Everything that decides how days look, apart from the bookings themselves. */
export interface Rota {
  opening: WeekHours;
  others: HoursException[];
  offs: TimeOff[];
  holidays: Holiday[];
}

export const columnKey = (staffId: number, date: string): string => `${date}/${staffId}`;

/** Where a booking lies on a date. */
export function spanOn(date: string, booking: Booking): Span & { gap: Span | null } {
  const from = minutesAfter(date, booking.start_at);
  const to = minutesAfter(date, booking.end_at);
  const gapFrom = from + booking.gap_start_minutes;
  const gap = booking.gap_minutes > 0 ? { from: gapFrom, to: gapFrom + booking.gap_minutes } : null;
  return { from, to, gap: gap && gap.to <= to ? gap : null };
}

/** A person's day with the bookings among these that lie in it. */
export function column(worker: Worker, date: string, bookings: Booking[], rota: Rota): Column {
  const working = works(worker, date, rota.opening, rota.others);
  const items = bookings
    .map((booking) => ({ id: booking.id, booking, ...spanOn(date, booking) }))
    .filter((item) => overlap(item, { from: 0, to: 24 * 60 }));
  const placed = lanes(items);
  const entries = items.map((item) => ({ ...item, ...(placed.get(item.id) ?? { lane: 0, lanes: 1, within: false }) }));
  entries.sort((a, b) => a.from - b.from || a.lane - b.lane);
  return {
    key: columnKey(worker.id, date),
    staffId: worker.id,
    date,
    works: working,
    shut: shut(worker, date, working, rota.offs, rota.holidays),
    entries,
  };
}

const keepsBusy = (status: string): boolean => status !== 'no-show' && status !== 'cancelled';

/** When the person works and has their hands free; `without` leaves one booking out, such as one that is being moved. */
export function free(of: Column, without?: number): Span[] {
  const taken = of.entries
    .filter((entry) => entry.id !== without && keepsBusy(entry.booking.status))
    .flatMap((entry) => [...busy(entry), { from: entry.to, to: entry.to + entry.booking.buffer_minutes }]);
  return less(less(of.works, of.shut), joined(taken));
}

/** How much of the working day is taken, from 0 to 1. */
export function load(of: Column): number {
  const workable = minutes(less(of.works, of.shut));
  return workable === 0 ? 0 : 1 - minutes(free(of)) / workable;
}
