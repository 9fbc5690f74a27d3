// What clients don't know yet, and a person's word on the letters that wait.
import { get, post, remove } from './client';
import type { Job, Untold } from './types';

/** Upcoming bookings whose clients don't know them as they are, from one day to before another. */
export const untold = (from: string, to: string) => get<Untold[]>('/api/untold', { from, to });

export const sendNow = (job: number) => post<Job>(`/api/jobs/${job}/run`);
export const dontSend = (job: number) => remove<Job>(`/api/jobs/${job}`);
