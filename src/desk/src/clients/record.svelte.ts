// One client's record: read, changed in place with undo, and kept fresh while it is shown.
import { ApiError, Away } from '../api/client';
import { clients } from '../api/resource';
import type { Client } from '../api/types';
import { connection } from '../state/connection.svelte';
import { later } from '../state/later';
import { live } from '../state/live.svelte';
import { toasts } from '../state/toasts.svelte';
import { t } from '../words/index.svelte';

/** What can be changed on the card. */
export type Field = 'name' | 'phone' | 'email' | 'birthday' | 'language' | 'marketing_consent' | 'alert' | 'notes';

export class Record {
  /** The client as shown; undefined until read, null where there is none. */
  client = $state.raw<Client | null | undefined>(undefined);
  /** What is wrong with fields whose change was refused. */
  wrong = $state.raw<Partial<{ [field in Field]: string }>>({});

  constructor(readonly id: number) {
    void this.read();
    $effect(() => {
      const again = later(() => void this.read());
      const heard = live.on(['client'], (change) => change.id === id && again.soon());
      const stops = [heard, live.onReturn(again.soon), connection.whenBack(again.soon), again.cancel];
      return () => stops.forEach((stop) => stop());
    });
  }

  async read(): Promise<void> {
    try {
      this.client = await clients.one(this.id);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) this.client = null;
      else if (!(error instanceof Away)) toasts.fail(error);
    }
  }

  /**
   * Changes one field: shown at once, undoable, taken back where it is refused. True: saved; false: refused, which
   * the field says; null: the server is away, so what was typed must be kept.
   */
  async change<F extends Field>(field: F, value: Client[F]): Promise<boolean | null> {
    const before = this.client;
    if (!before || before[field] === value) return true;
    this.client = { ...before, [field]: value };
    this.wrong = { ...this.wrong, [field]: undefined };
    try {
      this.client = await clients.change(this.id, { [field]: value });
      const undo = () => this.#undo(field, before[field]);
      toasts.say(t().clients.saved(nameOf(field), this.client.name), { undo });
      return true;
    } catch (error) {
      this.client = before;
      if (error instanceof Away) return null;
      const clause = error instanceof ApiError ? error.fields[field] : undefined;
      if (clause) this.wrong = { ...this.wrong, [field]: clause };
      else toasts.fail(error);
      return false;
    }
  }

  async #undo<F extends Field>(field: F, value: Client[F]): Promise<void> {
    this.client = await clients.change(this.id, { [field]: value });
  }
}

/** What a field is called on the card. */
export function nameOf(field: Field): string {
  const words = t().clients;
  return field === 'marketing_consent' ? words.consent : words[field];
}
