// What the salon decided about itself, kept fresh by live events.
import * as salon from '../api/salon';
import { Away } from '../api/client';
import type { Settings } from '../api/types';
import { live } from './live.svelte';

class Kept {
  /** Null until they were read; screens are shown only after that. */
  all = $state.raw<Settings | null>(null);

  constructor() {
    const again = () => this.all && void this.load();
    live.on(['settings'], again);
    live.onReturn(again);
  }

  async load() {
    try {
      this.all = await salon.settings();
    } catch (error) {
      if (!(error instanceof Away)) throw error;
    }
  }

  async change(keys: Partial<Settings>) {
    this.all = await salon.changeSettings(keys);
  }

  get currency() {
    return this.all?.currency ?? 'EUR';
  }
}

export const settings = new Kept();
