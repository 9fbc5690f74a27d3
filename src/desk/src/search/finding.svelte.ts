// What the search finds for what is typed: clients with their next appointment, days, commands; one list to walk
// through with the arrow keys.
import { found, nextOf } from '../api/clients';
import { ApiError } from '../api/client';
import type { Booking, Client } from '../api/types';
import { openBooking } from '../booking/open.svelte';
import { later } from '../state/later';
import { now } from '../state/now.svelte';
import { route } from '../state/route.svelte';
import { services } from '../state/services.svelte';
import { team } from '../state/team.svelte';
import { toasts } from '../state/toasts.svelte';
import { day } from '../time/format';
import { dayWord, when } from '../time/when';
import { plusDays } from '../time/wall';
import { t } from '../words/index.svelte';
import { commandsFor } from './commands';
import { daysMeant } from './dates';

export type Group = 'clients' | 'dates' | 'commands';

export interface Finding {
  key: string;
  group: Group;
  text: string;
  detail: string;
  alert?: string;
  /** Belongs to the one above. */
  under?: boolean;
  run: () => void;
}

const MOST_CLIENTS = 6;
const MOST_COMMANDS = 6;
/** While somebody types, only what they stop at is asked. */
const PAUSE_MS = 70;

export class Finder {
  typed = $state('');
  /** Whether the answer for what is typed is still on its way. */
  asking = $state(false);
  #clients = $state.raw<Client[]>([]);
  #next = $state.raw(new Map<number, Booking>());
  #question = new AbortController();
  #ask = later(() => void this.#read(), PAUSE_MS);

  findings = $derived.by((): Finding[] => {
    const typed = this.typed.trim();
    const commands = commandsFor(typed).slice(0, typed ? MOST_COMMANDS : 8);
    return [
      ...(typed ? this.#days(daysMeant(typed, now.today)) : this.#days([now.today, plusDays(now.today, 1)])),
      ...(typed ? this.#clients.flatMap((client) => this.#person(client)) : []),
      ...commands.map(({ name, run }): Finding => ({ key: `command ${name}`, group: 'commands', text: name, detail: '', run })),
    ];
  });

  type(text: string): void {
    this.typed = text;
    this.asking = text.trim() !== '';
    if (this.asking) this.#ask.soon();
    else this.#clients = [];
  }

  #days(days: string[]): Finding[] {
    return days.map((date) => ({
      key: date,
      group: 'dates',
      text: t().search.toDate(day(date)),
      detail: Math.abs(Date.parse(date) - Date.parse(now.today)) <= 86_400_000 ? dayWord(date) : '',
      run: () => route.go(`/calendar/${date}`),
    }));
  }

  #person(client: Client): Finding[] {
    const card: Finding = {
      key: `client ${client.id}`,
      group: 'clients',
      text: client.name,
      detail: client.phone || client.email,
      alert: client.alert,
      run: () => route.go(`/clients/${client.id}`),
    };
    const next = this.#next.get(client.id);
    if (!next) return [card];
    const what = `${services.find(next.service_id)?.name ?? ''} ${t().clients.withPerson(team.find(next.staff_id)?.name ?? '')}`;
    const run = () => (route.go(`/calendar/${next.start_at.slice(0, 10)}`), openBooking(next.id));
    return [card, { key: `next ${next.id}`, group: 'clients', text: t().search.next(when(next.start_at)), detail: what, under: true, run }];
  }

  async #read(): Promise<void> {
    this.#question.abort();
    const question = new AbortController();
    this.#question = question;
    try {
      const people = (await found(this.typed.trim(), MOST_CLIENTS, question.signal)).filter((client) => !client.walk_in);
      if (question.signal.aborted) return;
      this.#clients = people;
      this.asking = false;
      // Their appointments are read together, so that the list grows once and not under the finger.
      const next = await Promise.all(people.map((client) => nextOf(client.id, now.today, question.signal)));
      if (!question.signal.aborted) this.#next = new Map(next.flatMap((booking) => (booking ? [[booking.client_id, booking] as const] : [])));
    } catch (error) {
      if (error instanceof ApiError) toasts.fail(error);
      if (!question.signal.aborted) this.asking = false;
    }
  }
}
