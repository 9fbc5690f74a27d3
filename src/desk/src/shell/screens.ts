// The screens: their icon, who sees them, and where they are loaded from when somebody opens them.
import CalendarDays from '@lucide/svelte/icons/calendar-days';
import ChartColumn from '@lucide/svelte/icons/chart-column';
import ListPlus from '@lucide/svelte/icons/list-plus';
import Mail from '@lucide/svelte/icons/mail';
import Scissors from '@lucide/svelte/icons/scissors';
import Settings from '@lucide/svelte/icons/settings';
import UserCog from '@lucide/svelte/icons/user-cog';
import Users from '@lucide/svelte/icons/users';
import type { Component } from 'svelte';
import type { Role } from '../api/types';
import type { Words } from '../words/en';
import { withMore } from '../words/index.svelte';

export interface Screen {
  name: keyof Words['shell']['screens'];
  icon: Component<{ size?: number }>;
  roles: Role[];
  load: () => Promise<{ default: Component }>;
}

const ALL: Role[] = ['admin', 'desk', 'staff'];

export const SCREENS: Screen[] = [
  { name: 'calendar', icon: CalendarDays, roles: ALL, load: () => import('../calendar/Calendar.svelte') },
  { name: 'clients', icon: Users, roles: ALL, load: () => import('../clients/Clients.svelte') },
  { name: 'waitlist', icon: ListPlus, roles: ALL, load: () => import('../waitlist/Waitlist.svelte') },
  { name: 'letters', icon: Mail, roles: ALL, load: () => import('../letters/Letters.svelte') },
  { name: 'reports', icon: ChartColumn, roles: ['admin'], load: () => withMore(import('../reports/Reports.svelte')) },
  { name: 'services', icon: Scissors, roles: ALL, load: () => import('../services/Services.svelte') },
  { name: 'staff', icon: UserCog, roles: ALL, load: () => import('../staff/Staff.svelte') },
  { name: 'settings', icon: Settings, roles: ALL, load: () => withMore(import('../settings/Settings.svelte')) },
];
