// Whom to call: kept fresh, since its count stands in the calendar's bar; and which of them were told just now.
import { Away } from '../api/client';
import { bookings } from '../api/resource';
import { toCall } from '../api/to-call';
import type { ToCall } from '../api/types';
import { book } from '../state/book.svelte';
import { live } from '../state/live.svelte';
import { now } from '../state/now.svelte';
import { toasts } from '../state/toasts.svelte';
import { dayOf, plusDays } from '../time/wall';
import { t } from '../words/index.svelte';

/** One call: a client's appointments of one day that are told for the same reason. */
export interface Call {
  key: string;
  first: ToCall;
  all: ToCall[];
}

/** Many changes at once are one question. */
const SETTLE_MS = 400;

class CallList {
  /** The list stands in the drawer. */
  open = $state(false);
  entries = $state.raw<ToCall[]>([]);
  /** Who was ticked here stays in sight, struck through, until the list is closed. */
  told = $state.raw(new Map<string, Call>());
  calls = $derived(grouped(this.entries));
  tomorrow = $derived(now.today && plusDays(now.today, 1));
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wanted = false;

  constructor() {
    live.on(['booking', 'job', 'client', 'settings'], () => this.#soon());
    live.onReturn(() => this.#soon());
  }

  /** From now on the list is kept fresh. */
  async start(): Promise<void> {
    this.#wanted = true;
    await this.read();
  }

  stop(): void {
    this.#wanted = false;
    this.entries = [];
    this.close();
  }

  show(): void {
    this.open = true;
    void this.read();
  }

  close(): void {
    this.open = false;
    this.told = new Map();
  }

  async read(): Promise<void> {
    if (!this.tomorrow) return;
    try {
      this.entries = await toCall(this.tomorrow);
    } catch (error) {
      if (!(error instanceof Away)) throw error;
    }
  }

  /** The client knows; one call tells of all services of the visit. */
  async tell(call: Call): Promise<void> {
    this.told = new Map([...this.told, [call.key, call]]);
    const ids = call.all.map((entry) => entry.booking_id);
    this.entries = this.entries.filter((entry) => !ids.includes(entry.booking_id));
    try {
      for (const id of ids) book.keep(await bookings.change(id, { told: true }));
      toasts.say(t().toCall.toldName(call.first.client_name));
    } catch (error) {
      this.told = new Map([...this.told].filter(([key]) => key !== call.key));
      toasts.fail(error);
    }
    await this.read();
  }

  #soon(): void {
    if (!this.#wanted) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.read();
    }, SETTLE_MS);
  }
}

function grouped(entries: ToCall[]): Call[] {
  const calls = new Map<string, Call>();
  for (const entry of entries) {
    const key = `${entry.client_id} ${dayOf(entry.start_at)} ${entry.why}`;
    const call = calls.get(key);
    if (call) call.all.push(entry);
    else calls.set(key, { key, first: entry, all: [entry] });
  }
  return [...calls.values()];
}

export const callList = new CallList();
