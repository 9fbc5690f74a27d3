// What the drawer asks about one booking: its client's appointments, its letters, its fee, who changed it; and a
// person's word on a letter that failed.
import { get, post, type Page } from './client';
import { sought } from './clients';
import { jobs, payments } from './resource';
import type { AuditEntry, Booking, Client, Job, Payment, WaitlistEntry } from './types';

/** So many of a client's appointments say how they come. */
const ENOUGH = 120;

export const appointments = async (client: number, signal?: AbortSignal, limit = ENOUGH): Promise<Booking[]> =>
  (await get<Page<Booking>>(`/api/clients/${client}/bookings`, { page: 1, limit }, signal)).data;

export const found = async (q: string, signal: AbortSignal): Promise<Client[]> =>
  (await get<Page<Client>>('/api/clients', { q: sought(q), page: 1, limit: 8 }, signal)).data;

export const jobsOf = (booking_id: number): Promise<Job[]> => jobs.all({ booking_id });
export const feesOf = (booking_id: number): Promise<Payment[]> => payments.all({ booking_id });
export const history = (booking_id: number) => get<AuditEntry[]>('/api/audit', { booking_id });
export const waiting = (client_id: number) => get<WaitlistEntry[]>('/api/waitlist', { client_id });
export const renewFee = (id: number) => post<Payment>(`/api/payments/${id}/renew`);
export const retryLetter = (id: number) => post<Job>(`/api/jobs/${id}/retry`);
