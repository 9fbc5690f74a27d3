// Somebody who waits gets a time: at once, to be taken back like all else.
import { bookings, waitlist } from '../api/resource';
import type { WaitlistEntry } from '../api/types';
import { nameOf, whenText } from '../booking/edit.svelte';
import { book } from '../state/book.svelte';
import { toasts, type Toast } from '../state/toasts.svelte';
import { t } from '../words/index.svelte';
import { announce, refused, type Stand } from './moves';

export async function seat(entry: WaitlistEntry, at: Stand, allow_overlap = false): Promise<void> {
  await toasts.during(() => place(entry, at, allow_overlap));
}

async function place(entry: WaitlistEntry, at: Stand, allow_overlap: boolean): Promise<Toast | undefined> {
  const { client_id, client_name, service_id } = entry;
  try {
    const made = await bookings.create({ client_id, service_id, waitlist_id: entry.id, ...at, ...(allow_overlap ? { allow_overlap } : {}) });
    book.keep(made);
    const undo = async () => {
      book.keep(await bookings.remove(made.id));
      await waitlist.change(entry.id, { status: entry.status });
    };
    return await announce(made, t().booking.booked(client_name, whenText(made.start_at), nameOf(made.staff_id)), undo);
  } catch (error) {
    refused(error, { id: 0, client_name, service_id }, at, (stand) => seat(entry, stand, true), (stand) => seat(entry, stand));
    return undefined;
  }
}
