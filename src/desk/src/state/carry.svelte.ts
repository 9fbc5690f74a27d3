// A waitlist entry that is being carried to the calendar: the panel that lists them picks one up, the grid shows
// where it would land and puts it down. The pointer goes from one to the other, so neither can do it alone.
import type { WaitlistEntry } from '../api/types';

class Carry {
  /** What is in the hand; null: nothing. */
  entry = $state.raw<WaitlistEntry | null>(null);

  pickUp(entry: WaitlistEntry): void {
    this.entry = entry;
  }

  letGo(): void {
    this.entry = null;
  }
}

export const carry = new Carry();
