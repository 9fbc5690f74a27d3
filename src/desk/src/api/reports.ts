// How a stretch of time went.
import { get } from './client';
import type { Summary } from './types';

export const summary = (from: string, to: string, signal?: AbortSignal) => get<Summary>('/api/reports/summary', { from, to }, signal);
