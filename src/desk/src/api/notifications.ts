// What the bell tells.
import { get, post, type Page } from './client';
import type { Notification } from './types';

export const unread = async (): Promise<number> =>
  (await get<Page<Notification>>('/api/notifications', { unread: true, page: 1, limit: 1 })).total;
export const page = (number: number, limit: number) =>
  get<Page<Notification>>('/api/notifications', { page: number, limit });
export const readAll = () => post('/api/notifications/read-all');
