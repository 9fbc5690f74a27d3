// A form on its way to the server: whether it is underway, and what the server found wrong with which field.
import { ApiError } from '../api/client';
import { toasts } from './toasts.svelte';

export class Sending {
  busy = $state(false);
  wrong = $state.raw<Record<string, string>>({});

  /** Does it once at a time, and answers whether it went well. What names no field is said in a toast. */
  async run(action: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.wrong = {};
    try {
      await action();
      return true;
    } catch (error) {
      this.wrong = error instanceof ApiError ? error.fields : {};
      if (Object.keys(this.wrong).length === 0) toasts.fail(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
