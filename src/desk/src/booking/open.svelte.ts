// Which booking's drawer is open, or what a new booking begins with. The calendar says so; the drawer shows it.

/** What is known of a new booking already: the slot that was clicked, the client who calls and what they had, the entry
 *  that waits. */
export interface Beginning {
  staff_id?: number;
  start_at?: string;
  end_at?: string;
  client_id?: number;
  service_id?: number;
  waitlist_id?: number;
  /** The place is the next free one; a service that doesn't fit there has its own next free time. */
  next?: boolean;
}

/** A time that is about to be booked, as the calendar marks it. */
export interface Place {
  /** The column: a day and a person. */
  key: string;
  from: number;
  to: number;
}

class Opened {
  /** The booking in the drawer. */
  id = $state<number | null>(null);
  /** The beginning of a new one. At most one of the two is set. */
  beginning = $state.raw<Beginning | null>(null);
  places = $state.raw<Place[]>([]);
}

export const opened = new Opened();

export function openBooking(id: number): void {
  opened.beginning = null;
  opened.id = id;
}

export function newBooking(beginning: Beginning = {}): void {
  opened.id = null;
  opened.beginning = beginning;
}

export function closeBooking(): void {
  opened.id = null;
  opened.beginning = null;
}
