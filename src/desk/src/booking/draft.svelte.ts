// A booking in the making: who, what, when, and by whom. What is known already is filled in; what is typed is kept
// until it is booked or put away.
import { appointments, waiting } from '../api/booking';
import { Away } from '../api/client';
import { clients, waitlist } from '../api/resource';
import type { Client, WaitlistEntry } from '../api/types';
import { now } from '../state/now.svelte';
import { services } from '../state/services.svelte';
import { minutesBetween, plusMinutes, type Wall } from '../time/wall';
import { lastHad } from './habits';
import type { Beginning } from './open.svelte';
import { gives, people } from './people';
import { freeOn, nearest, nextFree } from './slots';

/** One service of the visit. */
export interface Line {
  service_id: number | null;
  staff_id: number | null;
  /** Empty: the next free time. */
  start_at: Wall;
  minutes: number;
  /** Somebody chose the time; what Daybook filled in may change with the service. */
  fixed: boolean;
}

/** Somebody who is not in the book yet. */
export interface Newcomer {
  name: string;
  phone: string;
  email: string;
}

/** All that is kept over a reload. */
export interface Kept {
  query: string;
  client: Client | null;
  newcomer: Newcomer | null;
  lines: Line[];
  notes: string;
  internal_notes: string;
  provisional: boolean;
  told: boolean;
  waitlist_id: number | null;
}

const DEFAULT_MINUTES = 30;

export class Draft {
  query = $state('');
  client = $state.raw<Client | null>(null);
  newcomer = $state<Newcomer | null>(null);
  lines = $state<Line[]>([]);
  notes = $state('');
  internal_notes = $state('');
  provisional = $state(false);
  told = $state(false);
  waitlist_id = $state<number | null>(null);
  /** Where the client waits for a slot. */
  waits = $state.raw<WaitlistEntry[]>([]);
  /** No free time was found for a line. */
  nothingFree = $state(false);
  /** Something was typed or chosen: another slot changes the time and nothing else. */
  begun = $derived(this.query !== '' || this.client !== null || this.newcomer !== null || this.lines.some((line) => line.service_id !== null));

  /** What is known at the beginning stands there. */
  started: Promise<void> = Promise.resolve();

  constructor(beginning: Beginning, kept: Kept | null) {
    if (kept) Object.assign(this, kept);
    else this.started = this.begin(beginning);
  }

  kept(): Kept {
    const { query, client, newcomer, lines, notes, internal_notes, provisional, told, waitlist_id } = this;
    return $state.snapshot({ query, client, newcomer, lines, notes, internal_notes, provisional, told, waitlist_id }) as Kept;
  }

  /** Takes what is known: the slot that was clicked, the client who calls, the entry that waits. */
  async begin({ staff_id, start_at, end_at, client_id, service_id, waitlist_id, next = false }: Beginning): Promise<void> {
    const minutes = start_at && end_at ? minutesBetween(start_at, end_at) : DEFAULT_MINUTES;
    const place = { staff_id: staff_id ?? null, start_at: start_at ?? '', fixed: start_at !== undefined && !next };
    const [first] = this.lines;
    if (this.begun && first) {
      this.lines = [{ ...first, ...place, ...(end_at ? { minutes } : {}) }];
      await this.place(0);
      return;
    }
    this.lines = [{ service_id: null, minutes, ...place }];
    try {
      if (service_id && this.fits(service_id)) await this.serve(0, service_id);
      if (waitlist_id) await this.fromWaitlist(await waitlist.one(waitlist_id));
      else if (client_id) await this.choose(await clients.one(client_id), end_at !== undefined);
    } catch (error) {
      if (!(error instanceof Away)) throw error;
    }
  }

  /** The client is known: the last service and its length are filled in, where this person gives it. */
  async choose(client: Client, lengthGiven = false): Promise<void> {
    this.client = client;
    this.newcomer = null;
    this.query = client.name;
    this.told = client.email === '';
    // The last who walked in was somebody else.
    if (client.walk_in) return;
    const [past, waits] = await Promise.all([appointments(client.id, undefined, 30), waiting(client.id)]).catch(() => [[], []] as const);
    if (this.client?.id !== client.id) return;
    this.waits = waits.filter((entry) => entry.status === 'waiting' || entry.status === 'notified' || entry.status === 'passed');
    const last = lastHad([...past], now.wall);
    const [line] = this.lines;
    if (!last || !line || line.service_id !== null) return;
    if (!this.fits(last.service_id)) return;
    const minutes = lengthGiven ? line.minutes : minutesBetween(last.start_at, last.end_at);
    await this.serve(0, last.service_id, minutes, last.staff_id);
  }

  /** Whether a service can be filled in: it is offered, and the person whose slot was clicked gives it. */
  fits(service_id: number): boolean {
    const [line] = this.lines;
    const given = !line?.fixed || line.staff_id === null || gives(line.staff_id, service_id);
    return given && services.find(service_id)?.active === true;
  }

  async fromWaitlist(entry: WaitlistEntry): Promise<void> {
    const [line] = this.lines;
    this.waitlist_id = entry.id;
    if (line) {
      line.service_id = entry.service_id;
      line.minutes = services.find(entry.service_id)?.duration_minutes ?? line.minutes;
      line.staff_id ??= entry.staff_id;
    }
    if (this.client?.id !== entry.client_id) await this.choose(await clients.one(entry.client_id));
    this.told = false;
    await this.place(0);
  }

  forgetClient(): void {
    this.client = null;
    this.newcomer = null;
    this.query = '';
    this.waits = [];
    this.waitlist_id = null;
    this.told = false;
  }

  /** Gives a line its service, with the service's length unless another is known. */
  async serve(at: number, service_id: number, minutes?: number, person?: number): Promise<void> {
    const line = this.lines[at];
    if (!line) return;
    line.service_id = service_id;
    line.minutes = minutes ?? services.find(service_id)?.duration_minutes ?? line.minutes;
    await this.place(at, person);
  }

  /** A further service follows the one before, with the same person if they give it. */
  add(): void {
    const last = this.lines.at(-1);
    const start_at = last?.start_at ? plusMinutes(last.start_at, last.minutes) : '';
    this.lines.push({ service_id: null, staff_id: last?.staff_id ?? null, start_at, minutes: DEFAULT_MINUTES, fixed: start_at !== '' });
  }

  drop(at: number): void {
    this.lines.splice(at, 1);
  }

  /** Sees to it that a line has a time and a person: what isn't given is the next free, with
   *  the person that the client had last where they are free as soon as others. */
  async place(at: number, person?: number): Promise<void> {
    const line = this.lines[at];
    if (!line || line.service_id === null) return;
    const asked = line.service_id;
    this.nothingFree = false;
    try {
      if (!line.fixed || line.start_at === '') {
        const slot = await nextFree(asked, line.start_at > now.wall ? line.start_at : now.wall, person);
        if (line.service_id !== asked || line.fixed) return;
        if (slot) [line.start_at, line.staff_id] = [slot.start_at, slot.staff_id];
        else this.nothingFree = true;
      } else if (line.staff_id === null) {
        const { start_at } = line;
        const slots = await freeOn(asked, start_at.slice(0, 10));
        // Whom somebody chose meanwhile stays chosen, and another time is another question.
        if (line.service_id !== asked || line.staff_id !== null) return;
        if (line.start_at !== start_at) return void (await this.place(at));
        const [slot] = nearest(slots.filter((one) => one.start_at === start_at), { service_id: asked, staff_id: null, start_at }, 1);
        line.staff_id = slot?.staff_id ?? people(asked)[0]?.value ?? null;
      }
    } catch (error) {
      if (!(error instanceof Away)) throw error;
    }
  }

  /** All is known: Enter books. */
  get ready(): boolean {
    const known = this.client !== null || (this.newcomer !== null && this.newcomer.name.trim() !== '');
    return known && this.lines.every((line) => line.service_id !== null && line.staff_id !== null && line.start_at !== '');
  }
}
