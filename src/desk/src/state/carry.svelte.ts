// A waitlist entry that is being carried to the calendar: the panel that lists them picks one up, the grid shows
// where it would land and puts it down. The pointer goes from one to the other, so neither can do it alone.
import type { WaitlistEntry } from '../api/types';

class Carry {
  /** What is in the hand; null: nothing. */
  entry = $state.raw<WaitlistEntry | null>(null);
  /** It was taken by a tap or a key and stays in the hand until it is placed or put back. */
  kept = $state(false);

  /** Taken along while the pointer is down. */
  pickUp(entry: WaitlistEntry): void {
    [this.entry, this.kept] = [entry, false];
  }

  /** Taken until it is placed. */
  keep(entry: WaitlistEntry): void {
    [this.entry, this.kept] = [entry, true];
  }

  letGo(): void {
    [this.entry, this.kept] = [null, false];
  }
}

export const carry = new Carry();
