// The columns that are shown, worked out anew only where something in them changed: a card that arrives redraws its
// own column and nothing else.
import type { Booking } from '../api/types';
import { book } from '../state/book.svelte';
import { rota } from '../state/rota.svelte';
import { settings } from '../state/settings.svelte';
import { visible } from '../state/visible';
import { column, columnKey, type Column, type Rota } from './columns';
import type { Worker } from './hours';
import type { View } from './view.svelte';

interface Made {
  worker: Worker;
  rota: Rota;
  bookings: Booking[];
  column: Column;
}

/** A screen that stays open for weeks must not keep every day that it ever showed. */
const MOST_KEPT = 200;

export class Columns {
  #made = new Map<string, Made>();
  #rota = $derived<Rota>({
    opening: settings.all?.opening_hours ?? {},
    others: rota.others,
    offs: rota.offs,
    holidays: rota.holidays,
  });
  all: Column[];

  constructor(readonly view: View) {
    this.all = $derived(this.#shown());
  }

  /** Everybody's columns of a day. */
  on(date: string): Column[] {
    const bookings = byPerson(book.on(date));
    const workers = visible().filter((person) => person.active || bookings.has(person.id));
    return workers.map((worker) => this.#column(worker, date, bookings.get(worker.id) ?? []));
  }

  #shown(): Column[] {
    const { mode, everybody, person, date, days } = this.view;
    if (mode === 'day') return this.on(date);
    if (everybody) return days.flatMap((day) => atWork(this.on(day)));
    if (!person) return [];
    return days.map((day) => this.#column(person, day, book.on(day).filter((booking) => booking.staff_id === person.id)));
  }

  #column(worker: Worker, date: string, bookings: Booking[]): Column {
    const key = columnKey(worker.id, date);
    const known = this.#made.get(key);
    const same = known && known.worker === worker && known.rota === this.#rota && alike(known.bookings, bookings);
    if (same) return known.column;
    const fresh = column(worker, date, bookings, this.#rota);
    // A card that didn't change stays the same object, so that nothing of it is drawn again.
    const before = new Map(known?.column.entries.map((entry) => [entry.id, entry]));
    fresh.entries = fresh.entries.map((entry) => {
      const old = before.get(entry.id);
      return old && old.booking === entry.booking && old.lane === entry.lane && old.lanes === entry.lanes && old.within === entry.within ? old : entry;
    });
    if (this.#made.size > MOST_KEPT) this.#made.clear();
    this.#made.set(key, { worker, rota: this.#rota, bookings, column: fresh });
    return fresh;
  }
}

/** Without those who neither work nor have bookings; of a day on which nobody does, one column stays. */
function atWork(columns: Column[]): Column[] {
  const working = columns.filter((column) => column.works.length > 0 || column.entries.length > 0);
  return working.length > 0 ? working : columns.slice(0, 1);
}

function byPerson(bookings: Booking[]): Map<number, Booking[]> {
  const found = new Map<number, Booking[]>();
  for (const booking of bookings) {
    const own = found.get(booking.staff_id);
    if (own) own.push(booking);
    else found.set(booking.staff_id, [booking]);
  }
  return found;
}

const alike = (a: Booking[], b: Booking[]): boolean => a.length === b.length && a.every((booking, n) => booking === b[n]);
