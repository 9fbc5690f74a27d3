// The bookings of the days that are shown, and of those beside them. Changes made here show at once and are taken
// back where the server refuses; changes made elsewhere arrive by live events. Days that were read stay true as long
// as events arrive, so nothing is asked twice; after a break they are shown as they once were until they are read anew.
import { untrack } from 'svelte';
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { ApiError, Away, get } from '../api/client';
import { bookings as resource } from '../api/resource';
import type { Booking } from '../api/types';
import { dayOf, daysBetween, plusDays } from '../time/wall';
import { connection } from './connection.svelte';
import { later } from './later';
import { live } from './live.svelte';
import { session } from './session.svelte';

/** What is changed: from the calendar where it stands, in the drawer whatever it is. */
export type Patch = Partial<Booking>;

/** Somebody else changed the booking meanwhile; `who` is their name. */
export class ChangedElsewhere extends Error {
  constructor(
    readonly booking: Booking,
    readonly who: string,
  ) {
    super();
  }
}

/** How long a change from elsewhere is lit. */
const FLASH_MS = 1_000;
/** A server that says nothing for so long is taken for one that is away. */
const SLOW_MS = 2_000;
/** How many days are kept at most. */
const MOST_DAYS = 60;
/** More changes than this at once, and the days are read anew. */
const MOST_SINGLE_READS = 20;

/** What is typed in sentences. */
export const TEXTS = ['notes', 'internal_notes'] as const;

/** What decides where and how a card stands. */
const sameStand = (a: Booking, b: Booking): boolean =>
  a.start_at === b.start_at && a.end_at === b.end_at && a.staff_id === b.staff_id && a.status === b.status;

/** Whether another's change since is in the way of ours: both typed into the same, or it stands elsewhere now. */
function inTheWay(patch: Patch, seen: Booking, current: Booking): boolean {
  const typed = TEXTS.filter((field) => field in patch);
  const both = typed.some((field) => current[field] !== seen[field] && current[field] !== patch[field]);
  return both || (typed.length < Object.keys(patch).length && !sameStand(current, seen));
}

class Book {
  /** Whether all the days asked for are known. */
  ready = $state(false);
  /** One of them is not, and can't be read just now: nobody may take it for an empty day. */
  unread = $state(false);
  /** Changes from elsewhere that are still lit, by booking. */
  lit = new SvelteSet<number>();
  #days = new Set<string>();
  /** Days as they once were: read before a break, or taken from the copy. */
  #old = new Set<string>();
  /** Where days are known that can't be read: the copy, once it is there. */
  #elsewhere: () => Promise<void> = async () => {};
  #saved = $state.raw(new Map<number, Booking>());
  #ahead = new SvelteMap<number, Patch[]>();
  #shown: [string, string] = ['', ''];
  #lines = new Map<number, Promise<unknown>>();
  #changed = new Set<number>();
  #reading: ReturnType<typeof setTimeout> | undefined;
  #held = new Map<number, Booking | null>();
  #hold: (before: Booking | undefined, after: Booking | null) => boolean = () => false;
  #byDay = $derived.by(() => {
    const days = new Map<string, Booking[]>();
    for (const saved of this.#saved.values()) {
      const booking = this.#withAhead(saved);
      if (booking.status === 'cancelled') continue;
      for (let day = dayOf(booking.start_at); day <= dayOf(booking.end_at); day = plusDays(day, 1)) {
        const list = days.get(day);
        if (list) list.push(booking);
        else days.set(day, [booking]);
      }
    }
    return days;
  });

  constructor() {
    live.on(['booking'], (change) => this.#heard(change.id));
    const again = later(() => void this.reload());
    live.onReturn(again.soon);
    connection.whenBack(again.soon);
    session.onEnd(() => this.clear());
  }

  /** The bookings that touch a day, changes that are under way included; cancelled ones are not shown. */
  on(day: string): Booking[] {
    return this.#byDay.get(day) ?? [];
  }

  /** A booking as it is shown. */
  find(id: number): Booking | undefined {
    const saved = this.#saved.get(id);
    return saved && this.#withAhead(saved);
  }

  /** Reads what is not known yet of these days, and afterwards of as many on either side. */
  async show(from: string, to: string): Promise<void> {
    this.#shown = [from, to];
    this.#judge();
    const patience = untrack(() => connection.away) ? 0 : SLOW_MS;
    const slow = setTimeout(() => void this.#failed(), patience);
    await this.#read(from, to).finally(() => clearTimeout(slow));
    if (this.#shown[0] !== from || this.#shown[1] !== to || this.#missing(from, to).length > 0) return;
    const length = daysBetween(from, to) + 1;
    await this.#read(plusDays(from, -length), plusDays(to, length));
    this.#forget();
  }

  /** Reads the shown days anew; the others are as they once were, until they are shown. */
  async reload(): Promise<void> {
    const [from, to] = this.#shown;
    if (from === '') return;
    for (const day of this.#days) this.#old.add(day);
    this.#days.clear();
    await this.#read(from, to);
  }

  /** Says who is asked for days that can't be read, and asks at once where there are such days. */
  elsewhere(ask: () => Promise<void>): void {
    this.#elsewhere = ask;
    if (this.unread) void this.#failed();
  }

  /** Takes over days as they once were, where nothing better is known. */
  fill(days: string[], bookings: Booking[]): void {
    const fresh = days.filter((day) => !this.#known(day));
    const next = new Map(this.#saved);
    for (const booking of bookings)
      if (!next.has(booking.id) && fresh.some((day) => dayOf(booking.start_at) <= day && day <= dayOf(booking.end_at))) next.set(booking.id, booking);
    this.#saved = next;
    for (const day of fresh) this.#old.add(day);
    this.#judge();
  }

  /** Takes over a booking that was just saved, here or in the drawer. */
  keep(booking: Booking): void {
    this.#put(booking.id, booking);
  }

  /** Forgets all: the next person at this screen may see other things. */
  clear(): void {
    this.#days.clear();
    this.#old.clear();
    this.#shown = ['', ''];
    [this.ready, this.unread] = [false, false];
    this.#saved = new Map();
    this.#ahead.clear();
    this.#held.clear();
  }

  /** Shows a change without saving it. Answers how to take it back. */
  pretend(id: number, patch: Patch): () => void {
    this.#ahead.set(id, [...(this.#ahead.get(id) ?? []), patch]);
    return () => {
      const left = (this.#ahead.get(id) ?? []).filter((other) => other !== patch);
      if (left.length > 0) this.#ahead.set(id, left);
      else this.#ahead.delete(id);
    };
  }

  /**
   * Changes a booking: shown at once, saved in the order of asking, taken back where it is refused. `ground` is the
   * booking as the person saw it; another's change to that is a refusal, too.
   */
  async change(id: number, patch: Patch, more: { allow_overlap?: boolean; ground?: Booking } = {}): Promise<Booking> {
    const takeBack = this.pretend(id, patch);
    const before = this.#lines.get(id);
    // After a change of our own that is still under way, what its saving answers is what the person saw.
    const ground = before ? undefined : (more.ground ?? this.#saved.get(id));
    const turn = (before ?? Promise.resolve())
      .catch(() => {})
      .then(() => this.#save(id, patch, more.allow_overlap ?? false, ground));
    this.#lines.set(id, turn);
    try {
      const saved = await turn;
      this.#put(id, saved);
      return saved;
    } finally {
      takeBack();
      if (this.#lines.get(id) === turn) this.#lines.delete(id);
      if (this.#changed.has(id)) this.#readSoon();
    }
  }

  async #save(id: number, patch: Patch, allow_overlap: boolean, ground: Booking | undefined): Promise<Booking> {
    const known = this.#saved.get(id);
    const seen = ground ?? known;
    const version = known && seen && !inTheWay(patch, seen, known) ? known.version : seen?.version;
    const wish = { ...patch, version, ...(allow_overlap ? { allow_overlap } : {}) };
    try {
      return await resource.change(id, wish);
    } catch (error) {
      const current = error instanceof ApiError && error.code === 'stale' ? (error.body.current as Booking) : null;
      if (!current) throw error;
      // Whoever acts on what they saw a moment ago must not undo what somebody else did since.
      if (seen && !inTheWay(patch, seen, current)) return resource.change(id, { ...wish, version: current.version });
      this.#put(id, current);
      throw new ChangedElsewhere(current, await whoChanged(id));
    }
  }

  /** The calendar says which changes would move what is under the pointer; they wait until `release`. */
  holdBack(hold: (before: Booking | undefined, after: Booking | null) => boolean): void {
    this.#hold = hold;
  }

  release(): void {
    const held = [...this.#held];
    this.#held.clear();
    for (const [id, booking] of held) this.#arrived(id, booking);
  }

  get holding(): boolean {
    return this.#held.size > 0;
  }

  #withAhead(saved: Booking): Booking {
    const patches = this.#ahead.get(saved.id);
    return patches ? Object.assign({}, saved, ...patches) : saved;
  }

  #put(id: number, booking: Booking | null): void {
    const next = new Map(this.#saved);
    if (booking && booking.status !== 'cancelled') next.set(id, booking);
    else next.delete(id);
    this.#saved = next;
  }

  #missing(from: string, to: string): string[] {
    return daysOf(from, to).filter((day) => !this.#days.has(day));
  }

  #known = (day: string): boolean => this.#days.has(day) || this.#old.has(day);

  #judge(): void {
    const known = this.#knowsShown();
    this.ready = known;
    if (known) this.unread = false;
  }

  #knowsShown = (): boolean => this.#shown[0] !== '' && daysOf(...this.#shown).every(this.#known);

  /** What is shown can't be read: it is shown as it is known elsewhere, or else it is said that it isn't known. */
  async #failed(): Promise<void> {
    if (!this.#knowsShown()) await this.#elsewhere();
    this.unread = this.#shown[0] !== '' && !this.#knowsShown();
  }

  async #read(from: string, to: string): Promise<void> {
    const missing = this.#missing(from, to);
    const [first, last] = [missing[0], missing.at(-1)];
    if (!first || !last) return;
    try {
      const found = await resource.all({ from: first, to: plusDays(last, 1) });
      // Whoever asked has gone, and the next person may see other things.
      if (this.#shown[0] === '') return;
      const next = new Map(this.#saved);
      for (const [id, booking] of next) if (within(booking, first, last)) next.delete(id);
      for (const booking of found) next.set(booking.id, booking);
      this.#saved = next;
      for (const day of this.#missing(first, last)) {
        this.#days.add(day);
        this.#old.delete(day);
      }
      this.#judge();
    } catch (error) {
      await this.#failed();
      // The bar says that the server is away; when it is back, the days are read again.
      if (!(error instanceof Away)) throw error;
    }
  }

  /** Days far from those shown are let go, so that a screen that stays open for months doesn't grow. */
  #forget(): void {
    if (this.#days.size + this.#old.size <= MOST_DAYS) return;
    const [from, to] = [plusDays(this.#shown[0], -MOST_DAYS / 4), plusDays(this.#shown[1], MOST_DAYS / 4)];
    for (const days of [this.#days, this.#old]) for (const day of days) if (day < from || day > to) days.delete(day);
    this.#saved = new Map([...this.#saved].filter(([, booking]) => within(booking, from, to)));
  }

  #heard(id: number): void {
    this.#changed.add(id);
    if (!this.#lines.has(id)) this.#readSoon();
  }

  #readSoon(): void {
    this.#reading ??= setTimeout(() => {
      this.#reading = undefined;
      const ids = [...this.#changed].filter((id) => !this.#lines.has(id));
      if (ids.length > MOST_SINGLE_READS) {
        this.#changed.clear();
        void this.reload();
        return;
      }
      for (const id of ids) {
        this.#changed.delete(id);
        void this.#readOne(id);
      }
    }, 30);
  }

  async #readOne(id: number): Promise<void> {
    try {
      this.#arrived(id, await resource.one(id));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) this.#arrived(id, null);
    }
  }

  /** A booking as another screen left it. */
  #arrived(id: number, booking: Booking | null): void {
    const known = this.#saved.get(id);
    if (booking && known && booking.version <= known.version) return this.#put(id, known.version === booking.version ? booking : known);
    const concerns = known || (booking && booking.status !== 'cancelled' && this.#known(dayOf(booking.start_at)));
    if (!concerns) return;
    if (this.#hold(known, booking)) {
      this.#held.set(id, booking);
      return;
    }
    this.#put(id, booking);
    // What only the letters changed is no news.
    if (booking && (!known || !sameStand(known, booking) || known.arrived_at !== booking.arrived_at)) this.light(id);
  }

  /** Lights a card for a moment, so that the eye finds what changed. */
  light(id: number): void {
    this.lit.add(id);
    setTimeout(() => this.lit.delete(id), FLASH_MS);
  }
}

const daysOf = (from: string, to: string): string[] => Array.from({ length: daysBetween(from, to) + 1 }, (_, n) => plusDays(from, n));

const within = (booking: Booking, from: string, to: string): boolean => {
  const day = dayOf(booking.start_at);
  return from <= day && day <= to;
};

/** The name of whoever changed a booking last. */
async function whoChanged(id: number): Promise<string> {
  try {
    const entries = await get<{ actor: string }[]>('/api/audit', { booking_id: id });
    return entries.at(-1)?.actor ?? '';
  } catch {
    return '';
  }
}

export const book = new Book();
