// Breaks, time off, other hours and holidays around the days that are shown.
import { Away } from '../api/client';
import { holidays as holidayResource, hoursExceptions, timeOff } from '../api/resource';
import type { Holiday, HoursException, TimeOff } from '../api/types';
import { plusDays } from '../time/wall';
import { connection } from './connection.svelte';
import { later } from './later';
import { live } from './live.svelte';
import { session } from './session.svelte';

/** Read for so many days before and after, so that leafing through the calendar asks nothing. */
const AROUND_DAYS = 21;

class Times {
  offs = $state.raw<TimeOff[]>([]);
  others = $state.raw<HoursException[]>([]);
  holidays = $state.raw<Holiday[]>([]);
  #read: [string, string] = ['', ''];
  /** What was asked for last, whether it could be read or not. */
  #asked: [string, string] = ['', ''];

  constructor() {
    live.on(['time_off', 'hours_exception', 'holiday'], () => void this.#load());
    const again = later(() => void this.#load());
    live.onReturn(again.soon);
    connection.whenBack(again.soon);
    session.onEnd(() => this.clear());
  }

  async show(from: string, to: string): Promise<void> {
    const known = this.#covers(from, to);
    this.#asked = known ? this.#read : [plusDays(from, -AROUND_DAYS), plusDays(to, AROUND_DAYS)];
    if (!known) await this.#load();
  }

  /** Takes over what once held on these days, where nothing better is known. */
  fill(from: string, to: string, kept: Pick<Times, 'offs' | 'others' | 'holidays'>): void {
    if (this.#covers(from, to)) return;
    this.offs = joined(this.offs, kept.offs);
    this.others = joined(this.others, kept.others);
    this.holidays = joined(this.holidays, kept.holidays);
  }

  /** Takes over time off that was just given, before the live event of it arrives. */
  keep(off: TimeOff): void {
    this.offs = [...this.offs.filter((other) => other.id !== off.id), off];
  }

  drop(id: number): void {
    this.offs = this.offs.filter((off) => off.id !== id);
  }

  clear(): void {
    [this.#read, this.#asked] = [['', ''], ['', '']];
    [this.offs, this.others, this.holidays] = [[], [], []];
  }

  #covers = (from: string, to: string): boolean => this.#read[0] !== '' && this.#read[0] <= from && to < this.#read[1];

  async #load(): Promise<void> {
    const asked = this.#asked;
    const [from, to] = asked;
    if (from === '') return;
    try {
      const span = { from, to };
      const [offs, others, holidays] = await Promise.all([
        timeOff.all(span),
        hoursExceptions.all(span),
        holidayResource.all(span),
      ]);
      // Somebody has leafed on meanwhile: what holds there is read by now, or on its way.
      if (this.#asked !== asked) return;
      this.#read = asked;
      [this.offs, this.others, this.holidays] = [offs, others, holidays];
    } catch (error) {
      if (!(error instanceof Away)) throw error;
    }
  }
}

const joined = <T extends { id: number }>(known: T[], more: T[]): T[] => [...known, ...more.filter(({ id }) => known.every((one) => one.id !== id))];

export const rota = new Times();
