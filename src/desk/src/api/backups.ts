// Backups: the list, a new one, taking one away, and going back to one.
import { file, get, post } from './client';

export interface Backup {
  name: string;
  created_at: string;
  size_bytes: number;
  verified: boolean;
  bookings: number | null;
}

export interface BackupStatus {
  /** The newest that was found sound. */
  last_good_at: string | null;
  overdue: boolean;
  /** What went wrong last, in the server's words. */
  problem: string | null;
}

/** What a backup holds, and what going back to it would cost. */
export interface Preview {
  made_at: string | null;
  bookings: number;
  clients: number;
  held_letters: number;
  /** Null where the present book can't be read. */
  lost: { bookings: number; changed_bookings: number; clients: number } | null;
}

/** One that is listed, or the file that was handed in. */
export type Source = { backup: string } | { uploaded: true };

export const backups = () => get<Backup[]>('/api/backups');
export const backupStatus = () => get<BackupStatus>('/api/backups/status');
export const makeBackup = () => post<Backup & { warnings: string[] }>('/api/backups');
export const takeBackup = (name: string, password: string) => file(`/api/backups/${encodeURIComponent(name)}`, password);
export const lookAt = (source: Source) => post<Preview>('/api/restore/preview', source);
export const restore = (source: Source, password: string) => post<{ restoring: boolean }>('/api/restore', { ...source, password });
/** Hands in a piece of a backup's file, in base64. */
export const handIn = (offset: number, data: string) => post<{ size_bytes: number }>('/api/restore/upload', { offset, data });
