// Breaks, time off, other hours and holidays around the days that are shown.
import { Away } from '../api/client';
import { holidays as holidayResource, hoursExceptions, timeOff } from '../api/resource';
import type { Holiday, HoursException, TimeOff } from '../api/types';
import { plusDays } from '../time/wall';
import { live } from './live.svelte';
import { session } from './session.svelte';

/** Read for so many days before and after, so that leafing through the calendar asks nothing. */
const AROUND_DAYS = 21;

class Times {
  offs = $state.raw<TimeOff[]>([]);
  others = $state.raw<HoursException[]>([]);
  holidays = $state.raw<Holiday[]>([]);
  #read: [string, string] = ['', ''];

  constructor() {
    const again = () => void this.#load(...this.#read);
    live.on(['time_off', 'hours_exception', 'holiday'], again);
    live.onReturn(again);
    session.onEnd(() => this.clear());
  }

  async show(from: string, to: string): Promise<void> {
    if (this.#read[0] !== '' && this.#read[0] <= from && to < this.#read[1]) return;
    await this.#load(plusDays(from, -AROUND_DAYS), plusDays(to, AROUND_DAYS));
  }

  /** Takes over time off that was just given, before the live event of it arrives. */
  keep(off: TimeOff): void {
    this.offs = [...this.offs.filter((other) => other.id !== off.id), off];
  }

  drop(id: number): void {
    this.offs = this.offs.filter((off) => off.id !== id);
  }

  clear(): void {
    this.#read = ['', ''];
    [this.offs, this.others, this.holidays] = [[], [], []];
  }

  async #load(from: string, to: string): Promise<void> {
    if (from === '') return;
    try {
      const span = { from, to };
      const [offs, others, holidays] = await Promise.all([
        timeOff.all(span),
        hoursExceptions.all(span),
        holidayResource.all(span),
      ]);
      this.#read = [from, to];
      [this.offs, this.others, this.holidays] = [offs, others, holidays];
    } catch (error) {
      if (!(error instanceof Away)) throw error;
    }
  }
}

export const rota = new Times();
