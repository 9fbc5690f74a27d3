// The address at which a phone shows somebody's agenda. It is told once; asking again ends the one before.
import { post } from './client';

export const calendarLink = (staff: number) => post<{ url: string }>(`/api/staff/${staff}/calendar`);
