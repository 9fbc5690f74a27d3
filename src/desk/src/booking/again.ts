// Booking the same again in some weeks: the same weekday and hour where that is free, else the nearest time.
import { bookings } from '../api/resource';
import { freshKey } from '../api/client';
import type { Booking, Client, Slot } from '../api/types';
import { announce } from '../calendar/moves';
import { book } from '../state/book.svelte';
import { services } from '../state/services.svelte';
import { toasts } from '../state/toasts.svelte';
import { dayOf, plusDays } from '../time/wall';
import { t } from '../words/index.svelte';
import { nameOf, whenText } from './edit.svelte';
import { freeOn, nearest } from './slots';

export interface Offer {
  weeks: number;
  slot: Slot;
  /** At the same hour, with the same person. */
  same: boolean;
}

/** Weeks that are offered beside those of the client's habit. */
const USUAL_WEEKS = [2, 4, 6, 8];

/** The client's own rhythm first, and some others, in order of time. */
export function weeksFor(habit: number | null): number[] {
  const first = habit ?? 4;
  const others = habit === null ? USUAL_WEEKS : [first - 1, first + 1, first + 2].filter((weeks) => weeks > 0);
  return [...new Set([first, ...others])].slice(0, 4).sort((a, b) => a - b);
}

/** A free time so many weeks after a booking; null where that day is full. */
export async function offer(booking: Booking, weeks: number): Promise<Offer | null> {
  const date = plusDays(dayOf(booking.start_at), weeks * 7);
  const wanted = { ...booking, start_at: `${date}${booking.start_at.slice(10)}` };
  const [slot] = nearest(await freeOn(booking.service_id, date), wanted, 1);
  if (!slot) return null;
  return { weeks, slot, same: slot.start_at === wanted.start_at && slot.staff_id === booking.staff_id };
}

/** Books the same service again at a free time. Who has no address was just told, here or on the telephone. */
export async function bookAgain(booking: Booking, client: Client | null, { slot }: Offer): Promise<void> {
  const price = services.find(booking.service_id)?.price_cents ?? booking.price_cents;
  const wish = {
    client_id: booking.client_id,
    service_id: booking.service_id,
    staff_id: slot.staff_id,
    start_at: slot.start_at,
    end_at: slot.end_at,
    price_cents: price,
    told: client !== null && client.email === '',
  };
  await toasts.during(async () => {
    const made = await bookings.create(wish, { idempotencyKey: freshKey() });
    book.keep(made);
    const text = t().booking.booked(made.client_name, whenText(made.start_at), nameOf(made.staff_id));
    return announce(made, text, async () => void book.keep(await bookings.remove(made.id)));
  });
}
