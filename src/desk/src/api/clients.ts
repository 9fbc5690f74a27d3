// What is asked about a client's whole record, and done with it.
import { get, post, type Page } from './client';
import type { Booking, Client } from './types';

/** So many appointments say how somebody comes; older ones are read when asked for. */
const PAGE = 100;

/** A client's appointments, newest first, cancelled ones included. */
export const appointments = (id: number, page = 1) =>
  get<Page<Booking>>(`/api/clients/${id}/bookings`, { page, limit: PAGE });

/** What is typed to find somebody, as the server takes it: no name is longer. */
export const sought = (typed: string): string => typed.trim().slice(0, 200);

/** A few of those that a search finds, as one types. */
export const found = async (q: string, limit: number, signal: AbortSignal): Promise<Client[]> =>
  (await get<Page<Client>>('/api/clients', { q: sought(q), page: 1, limit }, signal)).data;

/** The first appointment that lies ahead; the list has the latest first, so that is its last. */
export async function nextOf(id: number, from: string, signal?: AbortSignal): Promise<Booking | null> {
  const page = await get<Page<Booking>>(`/api/clients/${id}/bookings`, { from, page: 1, limit: 50 }, signal);
  return page.data.filter(({ status }) => status === 'scheduled' || status === 'provisional').at(-1) ?? null;
}

export const merge = (id: number, into: number) => post<Client>(`/api/clients/${id}/merge`, { into });
export const erase = (id: number) => post<Client>(`/api/clients/${id}/erase`);
export const exportAddress = (id: number): string => `/api/clients/${id}/export`;
