// Moving a card by keys: it follows every press at once, and is saved when the hand rests, so that ten presses make
// one change, one undo and one letter.
import type { Booking } from '../api/types';
import { book } from '../state/book.svelte';
import { toasts } from '../state/toasts.svelte';
import { dayOf, minutesAfter, wallAt } from '../time/wall';
import type { Column } from './columns';
import { keyOf, move, type Stand } from './moves';
import type { Direction } from './stops';

/** How long the hand rests before what it did is saved. */
const REST_MS = 500;

interface Moving {
  id: number;
  before: Booking;
  to: Stand;
  takeBack: () => void;
  timer: ReturnType<typeof setTimeout>;
  /** Nobody can take it back any more before it is saved. */
  end: () => void;
}

class Nudge {
  #moving: Moving | null = null;

  /** Moves a booking by a slot, or to the column beside. */
  by(id: number, direction: Direction, slot: number, columns: Column[]): void {
    if (this.#moving && this.#moving.id !== id) this.settle();
    const booking = book.find(id);
    const to = booking && stepped(booking, direction, slot, columns);
    if (!booking || !to) return;
    const moving = this.#moving;
    if (moving) clearTimeout(moving.timer);
    const takeBack = book.pretend(id, to);
    moving?.takeBack();
    const timer = setTimeout(() => this.settle(), REST_MS);
    const end = moving?.end ?? toasts.begin(() => this.#drop());
    this.#moving = { id, before: moving?.before ?? booking, to, takeBack, timer, end };
  }

  /** Puts back what was moved and not saved yet. */
  #drop(): void {
    const moving = this.#rest();
    moving?.takeBack();
    moving?.end();
  }

  #rest(): Moving | null {
    const moving = this.#moving;
    clearTimeout(moving?.timer);
    this.#moving = null;
    return moving;
  }

  /** Saves what was moved. */
  settle(): void {
    const moving = this.#rest();
    if (!moving) return;
    moving.end();
    const { id, before, to } = moving;
    const back = before.start_at === to.start_at && before.end_at === to.end_at && before.staff_id === to.staff_id;
    if (!back) void move(id, to, before);
    moving.takeBack();
  }
}

function stepped(booking: Booking, direction: Direction, slot: number, columns: Column[]): Stand | null {
  const index = columns.findIndex((column) => column.key === keyOf(booking));
  const step = direction === 'right' ? 1 : direction === 'left' ? -1 : 0;
  const column = columns[index + step];
  if (!column) return null;
  const date = dayOf(booking.start_at);
  const from = minutesAfter(date, booking.start_at) + (direction === 'down' ? slot : direction === 'up' ? -slot : 0);
  const length = minutesAfter(date, booking.end_at) - minutesAfter(date, booking.start_at);
  if (from < 0 || from + length > 24 * 60) return null;
  return { staff_id: column.staffId, start_at: wallAt(column.date, from), end_at: wallAt(column.date, from + length) };
}

export const nudge = new Nudge();
