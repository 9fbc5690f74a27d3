// Letters, as a person asks about them; and a person's word on one.
import { get, post, remove } from './client';
import type { Correspondence, Job, Letter } from './types';

export type Stage = 'waiting' | 'held' | 'failed' | 'sent' | 'dropped';

export interface Letters {
  data: Letter[];
  /** Whether there is another page. */
  more: boolean;
}

export const letters = (asked: { stage?: Stage; client_id?: number; page?: number }) => get<Letters>('/api/letters', asked);
export const standing = () => get<Correspondence>('/api/letters/standing');
/** Lets go of all that a restore held back. */
export const release = () => post<{ released: number }>('/api/jobs/release');

/** Sends what waits or is held now. */
export const sendNow = (id: number) => post<Job>(`/api/jobs/${id}/run`);
/** Tries again what failed. */
export const tryAgain = (id: number) => post<Job>(`/api/jobs/${id}/retry`);
export const callOff = (id: number) => remove<Job>(`/api/jobs/${id}`);
/** Takes a calling off back. */
export const resume = (id: number) => post<Job>(`/api/jobs/${id}/resume`);
