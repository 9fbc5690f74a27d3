// A booking that was cut and not placed yet. It may be carried to another day or week before it is put down.
import type { Booking } from '../api/types';
import { session } from '../state/session.svelte';

class Hand {
  booking = $state.raw<Booking | null>(null);

  constructor() {
    session.onEnd(() => this.putDown());
  }

  cut(booking: Booking | undefined): void {
    this.booking = booking ?? null;
  }

  putDown(): void {
    this.booking = null;
  }
}

export const hand = new Hand();
