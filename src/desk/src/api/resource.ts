// The five calls that most nouns share. A noun's own calls stand beside it in a file of its name.
import { get, post, put, remove, type Options, type Page } from './client';
import type {
  Booking, Client, Feedback, Followup, Holiday, HoursException, Job, Notification, Payment, Service, StaffMember,
  TimeOff, User, WaitlistEntry,
} from './types';

type Query = Options['query'];

/** `Shown` is what is read; saving may answer more, such as the bookings that it hits. */
function resource<Shown, Saved = Shown>(path: string) {
  return {
    all: (query?: Query, signal?: AbortSignal) => get<Shown[]>(path, query, signal),
    page: (page: number, query?: Query, signal?: AbortSignal) => get<Page<Shown>>(path, { ...query, page }, signal),
    one: (id: number) => get<Shown>(`${path}/${id}`),
    create: (wish: Partial<Shown> & Record<string, unknown>, options?: Options) => post<Saved>(path, wish, options),
    change: (id: number, wish: Partial<Shown> & Record<string, unknown>) => put<Saved>(`${path}/${id}`, wish),
    remove: (id: number) => remove<Shown>(`${path}/${id}`),
  };
}

/** What was saved, with the live bookings that it hits; they stay. */
export type Affecting<T> = T & { affected: Booking[] };

export const bookings = resource<Booking>('/api/bookings');
export const clients = resource<Client>('/api/clients');
export const staff = resource<StaffMember>('/api/staff');
export const services = resource<Service>('/api/services');
export const holidays = resource<Holiday, Affecting<Holiday> & { holidays?: Holiday[] }>('/api/holidays');
export const timeOff = resource<TimeOff, Affecting<TimeOff>>('/api/time-off');
export const hoursExceptions = resource<HoursException, Affecting<HoursException>>('/api/hours-exceptions');
export const waitlist = resource<WaitlistEntry>('/api/waitlist');
export const notifications = resource<Notification>('/api/notifications');
export const jobs = resource<Job>('/api/jobs');
export const payments = resource<Payment>('/api/payments');
export const users = resource<User>('/api/users');
export const followups = resource<Followup>('/api/followups');
export const feedback = resource<Feedback>('/api/feedback');
