// Whom to call.
import { get } from './client';
import type { ToCall } from './types';

/** Changes that no letter tells, and those of this date whom no letter reminds. */
export const toCall = (date: string) => get<ToCall[]>('/api/to-call', { date });
