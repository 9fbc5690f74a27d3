// Running late: the rest of somebody's day moves on by some minutes. What that would do is shown before it is done.

import type { Booking } from '../api/types';
import { busy } from './lanes';
import type { Column, Entry } from './columns';
import { overlap, type Span } from './spans';

export interface Push {
  entry: Entry;
  from: number;
  to: number;
  /** What is in the way of the new time; null: nothing. */
  clash: 'off' | 'closed' | 'booking' | null;
}

const isLive = (booking: Booking): boolean => booking.status === 'scheduled' || booking.status === 'provisional';

/** The appointments that begin at `minute` or later, each so many minutes on. */
export function pushed(of: Column, minute: number, by: number): Push[] {
  const rest = of.entries.filter((entry) => isLive(entry.booking) && entry.from >= minute);
  const staying = of.entries.filter((entry) => isLive(entry.booking) && entry.from < minute);
  const shift = (span: Span): Span => ({ from: span.from + by, to: span.to + by });
  return rest.map((entry) => {
    const parts = busy(entry).map(shift);
    const meets = (other: Span) => parts.some((part) => overlap(part, other));
    const hatched = of.shut.find(meets);
    const clash = staying.some((other) => busy(other).some(meets))
      ? 'booking'
      : hatched
        ? hatched.why === 'off'
          ? 'off'
          : 'closed'
        : null;
    return { entry, ...shift(entry), clash };
  });
}
