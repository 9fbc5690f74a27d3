// Bringing in what another program exported: looked at first, then saved.
import { post } from './client';

interface Line {
  line: number;
  name: string;
  why: string;
}

export interface Brought {
  saved: boolean;
  new: number;
  completed: number;
  same: number;
  doubtful: Line[];
  refused: Line[];
  columns: { column: string; field: string }[];
  ignored: string[];
  examples: { name: string; email: string; phone: string }[];
  advice: string | null;
}

/** `file` is a data URL. */
export const bringClients = (file: string, save: boolean) => post<Brought>('/api/import/clients', { file, save });

export interface BroughtCalendar {
  saved: boolean;
  bookings: number;
  time_off: number;
  new_clients: string[];
  overlapping: number;
  known: number;
  left_out: { summary: string; why: string }[];
  examples: { start_at: string; end_at: string; client_name: string | null; service_id: number | null; summary: string }[];
}

/** `file` is a data URL; without a service, events that name none become time off. */
export const bringCalendar = (wish: { file: string; staff_id: number; service_id: number | null; save: boolean }) =>
  post<BroughtCalendar>('/api/import/calendar', wish);
