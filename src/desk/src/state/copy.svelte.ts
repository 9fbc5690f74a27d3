// A copy of today and tomorrow in this browser, for when the server is away: whoever is on the telephone can still look
// up who comes, and whoever comes in is still expected. It is only read, holds what this user may see, and is erased
// when they sign out. It is loaded with the drawer, once the first screen stands.
import { ApiError, Away } from '../api/client';
import { daySheet } from '../api/day-sheet';
import { bookings, holidays, hoursExceptions, timeOff } from '../api/resource';
import type { Booking, Holiday, HoursException, TimeOff } from '../api/types';
import { untold as toldOf } from '../api/untold';
import { plusDays } from '../time/wall';
import { book } from './book.svelte';
import { connection } from './connection.svelte';
import { eraseCopy } from './copy-name';
import { readCopy, writeCopy } from './copy-place';
import { live } from './live.svelte';
import { now } from './now.svelte';
import { rota } from './rota.svelte';
import { session } from './session.svelte';
import { untold, type Mark } from './untold.svelte';

/** Enough to call a client, and to do no harm. */
export interface KnownClient {
  phone: string;
  /** Allergies and the like. */
  alert: string;
}

interface Kept {
  user: number;
  days: [string, string];
  bookings: Booking[];
  /** What is known of the clients, by booking. */
  clients: Record<number, KnownClient>;
  /** What clients didn't know then. */
  marks: Mark[];
  offs: TimeOff[];
  others: HoursException[];
  holidays: Holiday[];
}

/** Changes come in bunches, and each costs a few questions. */
const PAUSE_MS = 2_000;

class Copy {
  #wanted = false;
  #round: Promise<void> | undefined;

  constructor() {
    const soon = () => this.#soon();
    live.on(['booking', 'job', 'client', 'time_off', 'hours_exception', 'holiday'], soon);
    live.onReturn(soon);
    connection.whenBack(soon);
    book.elsewhere(() => this.#show());
    untold.elsewhere(async () => untold.fill((await this.#kept())?.marks ?? []));
    $effect.root(() => {
      $effect(() => {
        if (session.me && now.today) soon();
      });
    });
    // A screen that was opened elsewhere than at the calendar needs that, too, to show the days in.
    import('../calendar/Calendar.svelte').catch(() => {});
  }

  /** A booking's client; undefined: it isn't in the copy. */
  async clientOf(booking: number): Promise<KnownClient | undefined> {
    return (await this.#kept())?.clients[booking];
  }

  async #show(): Promise<void> {
    const kept = await this.#kept();
    if (!kept) return;
    rota.fill(...kept.days, kept);
    book.fill(kept.days, kept.bookings);
  }

  /** What lies there, if it is this user's; another's is erased. */
  async #kept(): Promise<Kept | undefined> {
    const user = session.me?.id;
    if (user === undefined) return undefined;
    const kept = await readCopy<Kept>().catch(() => undefined);
    if (kept && kept.user !== user) eraseCopy();
    return kept?.user === user && session.me?.id === user ? kept : undefined;
  }

  #soon(): void {
    this.#wanted = true;
    this.#round ??= this.#refresh().finally(() => (this.#round = undefined));
  }

  async #refresh(): Promise<void> {
    while (this.#wanted) {
      await new Promise((done) => setTimeout(done, PAUSE_MS));
      this.#wanted = false;
      await this.#take();
    }
  }

  async #take(): Promise<void> {
    const user = session.me?.id;
    const today = now.today;
    const still = () => user !== undefined && session.me?.id === user;
    if (!still() || !today) return;
    const kept = await read(user as number, today).catch(unlessRefused);
    if (!kept || !still()) return;
    // Where the browser keeps nothing, there is no copy; all else works.
    await writeCopy(kept, still).catch(() => {});
  }
}

async function read(user: number, today: string): Promise<Kept> {
  const tomorrow = plusDays(today, 1);
  const span = { from: today, to: plusDays(tomorrow, 1) };
  const [booked, sheets, marks, offs, others, closed] = await Promise.all([
    bookings.all(span),
    Promise.all([today, tomorrow].map(daySheet)),
    toldOf(span.from, span.to),
    timeOff.all(span),
    hoursExceptions.all(span),
    holidays.all(span),
  ]);
  return {
    user,
    days: [today, tomorrow],
    bookings: booked.filter(({ status }) => status !== 'cancelled').map(withoutLinks),
    clients: Object.fromEntries(sheets.flat().map((line) => [line.booking_id, { phone: line.client_phone, alert: line.client_alert }])),
    marks: marks.map(({ booking_id, start_at, way, run_at }) => ({ booking_id, start_at, way, run_at })),
    offs,
    others,
    holidays: closed,
  };
}

/** Whoever has a link may answer for the client; none is left lying about. */
const withoutLinks = (booking: Booking): Booking => ({ ...booking, provisional_token: null, feedback_token: null });

/** The server is away or refuses: what was copied before stays. */
function unlessRefused(error: unknown): null {
  if (error instanceof Away || error instanceof ApiError) return null;
  throw error;
}

export const copy = new Copy();
