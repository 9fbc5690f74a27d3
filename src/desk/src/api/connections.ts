// How letters leave, and how fees are paid. Secrets go in and never come out.
import { get, post, put } from './client';

export interface Connections {
  mail: {
    configured: boolean;
    host: string;
    port: number;
    security: 'starttls' | 'tls' | 'none';
    username: string;
    password_set: boolean;
    from: string;
    /** Letters are written into a folder and not sent. */
    to_folder: boolean;
  };
  stripe: { configured: boolean; secret_key_set: boolean; webhook_secret_set: boolean };
}

export interface Wish {
  /** The admin's own. */
  password: string;
  mail?: { host: string; port: number; security: string; username: string; from: string; password?: string };
  stripe?: { secret_key?: string; webhook_secret?: string };
}

export const connections = () => get<Connections>('/api/connections');
export const changeConnections = (wish: Wish) => put<Connections>('/api/connections', wish);
/** Sends a letter and says in words how it went. */
export const testLetter = (to: string) => post<{ sent: boolean; message: string }>('/api/connections/test', { to });
