// Somebody stands at the desk: who is free now, for what walk-ins come for.
import { get } from '../api/client';
import type { Client, Service, Slot } from '../api/types';
import { free } from '../calendar/columns';
import { book } from '../state/book.svelte';
import { now } from '../state/now.svelte';
import { services } from '../state/services.svelte';
import { team } from '../state/team.svelte';
import { minutesAfter, minutesBetween, plusMinutes, type Wall } from '../time/wall';
import { dayWith } from './off-then';
import { freeOn } from './slots';

export interface WalkIn {
  service: Service;
  staff_id: number;
  person: string;
  start_at: Wall;
}

/** So many services are offered. */
const MOST = 4;
/** Who is free in so many minutes is free now. */
const SOON_MINUTES = 30;
/** Times are rounded down to these minutes. */
const STEP = 5;

/** What is booked most these days; else what the salon lists first. */
function usual(): Service[] {
  const counts = new Map<number, number>();
  for (const booking of book.on(now.today)) counts.set(booking.service_id, (counts.get(booking.service_id) ?? 0) + 1);
  const often = (service: Service) => counts.get(service.id) ?? 0;
  return [...services.active].sort((a, b) => often(b) - often(a)).slice(0, MOST);
}

/** The moment itself, where the person works and is free until the slot that is offered. */
function begins(slot: Slot): Wall {
  const wall = now.wall;
  const moment = plusMinutes(`${wall.slice(0, 17)}00`, -(Number(wall.slice(14, 16)) % STEP));
  const person = team.find(slot.staff_id);
  if (!person || slot.start_at < moment) return slot.start_at;
  const day = dayWith(person, now.today, book.on(now.today).filter((booking) => booking.staff_id === person.id));
  const [from, to] = [minutesAfter(now.today, moment), minutesAfter(now.today, slot.start_at)];
  return free(day).some((span) => span.from <= from && span.to >= to) ? moment : slot.start_at;
}

/** Who of those that were found is free now. */
export const soon = ({ start_at }: WalkIn): boolean => minutesBetween(now.wall, start_at) <= SOON_MINUTES;

/** For the service that is wanted, and for each usual one, the first person who is free. Where nobody is free now, the
 *  first of the day: somebody may want to wait. */
export async function walkIns(wanted: Service | undefined): Promise<WalkIn[]> {
  const others = usual().filter((service) => service.id !== wanted?.id);
  const asked = [...(wanted ? [wanted] : []), ...others].slice(0, MOST).map(async (service): Promise<WalkIn | null> => {
    const slots = (await freeOn(service.id, now.today)).filter((slot) => minutesBetween(slot.start_at, now.wall) < STEP);
    const places = slots.map((slot) => ({ slot, start_at: begins(slot) }));
    const [first] = places.sort((a, b) => (a.start_at < b.start_at ? -1 : a.start_at > b.start_at ? 1 : 0));
    return first ? { service, staff_id: first.slot.staff_id, person: first.slot.staff_name, start_at: first.start_at } : null;
  });
  const found = (await Promise.all(asked)).filter((one) => one !== null);
  return found.some(soon) ? found.filter((one) => soon(one) || one.service === wanted) : found;
}

/** The built-in client for those who walk in unnamed. */
export async function walkInClient(): Promise<Client> {
  const first = await get<Client>('/api/clients/1').catch(() => null);
  if (first?.walk_in) return first;
  const all = await get<Client[]>('/api/clients', { q: first?.name ?? 'Walk-in' });
  const found = all.find((client) => client.walk_in);
  if (!found) throw new Error('the book has no walk-in client');
  return found;
}
