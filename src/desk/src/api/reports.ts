// How a stretch of time went, and what clients said in all of it.
import { get } from './client';
import type { Ratings, Summary } from './types';

export const summary = (from: string, to: string, signal?: AbortSignal) => get<Summary>('/api/reports/summary', { from, to }, signal);
export const ratings = () => get<Ratings>('/api/reports/feedback');
