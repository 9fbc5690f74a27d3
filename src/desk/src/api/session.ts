// Signing in and out, and the first day.
import { ApiError, get, post } from './client';
import type { Myself } from './types';

export interface SignedIn {
  token: string;
  user: Myself;
}

export const me = () => get<Myself>('/api/auth/me');
export const signIn = (email: string, password: string) => post<SignedIn>('/api/auth/login', { email, password });
export const signOut = () => post('/api/auth/logout');
export const changePassword = (current: string, fresh: string) => post('/api/auth/password', { current, new: fresh });

/** Whether the salon is yet to be set up; once it is, the address is gone. */
export async function needsSetup(): Promise<boolean> {
  try {
    return (await get<{ needed: boolean }>('/api/setup')).needed;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return false;
    throw error;
  }
}

/** The salon and its first admin; `code` is what the server printed. */
export interface FirstDay {
  code: string;
  salon_name: string;
  timezone: string;
  name: string;
  email: string;
  password: string;
}
export const setUp = (day: FirstDay) => post<SignedIn>('/api/setup', day);
