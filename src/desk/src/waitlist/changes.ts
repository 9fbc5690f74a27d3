// What the desk does with an entry of the waitlist, each undoable.
import { waitlist } from '../api/resource';
import type { WaitlistEntry, WaitlistStatus } from '../api/types';
import { type Beginning, newBooking } from '../booking/open.svelte';
import { toasts } from '../state/toasts.svelte';
import { t } from '../words/index.svelte';

/** Begins a booking for whoever waits; the offered slot is kept for them. */
export function book(entry: WaitlistEntry, slot: Beginning = {}): void {
  const beginning: Beginning = { client_id: entry.client_id, waitlist_id: entry.id };
  const staff_id = entry.offered_staff_id ?? entry.staff_id;
  if (staff_id !== null) beginning.staff_id = staff_id;
  // Without an offer the next free time of the day that they wait for.
  if (entry.offered_start_at) beginning.start_at = entry.offered_start_at;
  else [beginning.start_at, beginning.next] = [`${entry.date} 00:00:00`, true];
  if (entry.offered_end_at) beginning.end_at = entry.offered_end_at;
  newBooking({ ...beginning, ...slot });
}

/** Says how far an entry has come. */
export async function setStatus(entry: WaitlistEntry, status: WaitlistStatus, after: () => void): Promise<void> {
  try {
    await waitlist.change(entry.id, { status });
    const undo = async () => {
      await waitlist.change(entry.id, { status: entry.status });
      after();
    };
    toasts.say(t().waitlist.changed[status](entry.client_name), { undo });
  } catch (error) {
    toasts.fail(error);
  }
  after();
}
