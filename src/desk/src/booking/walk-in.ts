// Somebody stands at the desk: who is free now, for what walk-ins come for.
import { get } from '../api/client';
import type { Client, Service, Slot } from '../api/types';
import { book } from '../state/book.svelte';
import { now } from '../state/now.svelte';
import { services } from '../state/services.svelte';
import { minutesBetween, plusMinutes, type Wall } from '../time/wall';
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

/** The moment itself, where the person is free until the slot that is offered next. */
function begins(slot: Slot): Wall {
  const wall = now.wall;
  const moment = plusMinutes(`${wall.slice(0, 17)}00`, -(Number(wall.slice(14, 16)) % STEP));
  const between = book.on(now.today).some(
    (booking) =>
      booking.staff_id === slot.staff_id &&
      (booking.status === 'scheduled' || booking.status === 'provisional') &&
      booking.start_at < slot.start_at &&
      plusMinutes(booking.end_at, booking.buffer_minutes) > moment,
  );
  return between || slot.start_at < moment ? slot.start_at : moment;
}

/** For each usual service the first person who is free. */
export async function walkIns(): Promise<WalkIn[]> {
  const asked = usual().map(async (service): Promise<WalkIn | null> => {
    const slots = await freeOn(service.id, now.today);
    const [slot] = slots.filter((one) => one.start_at >= now.wall || minutesBetween(one.start_at, now.wall) < STEP).sort((a, b) => (a.start_at < b.start_at ? -1 : 1));
    if (!slot || minutesBetween(now.wall, slot.start_at) > SOON_MINUTES) return null;
    return { service, staff_id: slot.staff_id, person: slot.staff_name, start_at: begins(slot) };
  });
  return (await Promise.all(asked)).filter((found) => found !== null);
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
