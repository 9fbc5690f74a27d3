// The salon's clock and its settings.
import { get, put } from './client';
import type { Now, Settings } from './types';

export const now = () => get<Now>('/api/now');
export const settings = () => get<Settings>('/api/settings');
export const changeSettings = (keys: Partial<Settings>) => put<Settings>('/api/settings', keys);
