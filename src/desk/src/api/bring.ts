// Bringing in another program's list of clients: looked at first, then saved.
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
