// A day on paper.
import { get } from './client';
import type { SheetLine } from './types';

export const daySheet = (date: string) => get<SheetLine[]>('/api/day-sheet', { date });
