// Whose bookings somebody at this screen may see: with personal agendas, staff have their own alone. Another's column
// would look free, and isn't.
import type { StaffMember } from '../api/types';
import { session } from './session.svelte';
import { settings } from './settings.svelte';
import { team } from './team.svelte';

export function visible(): StaffMember[] {
  const own = session.is('staff') && settings.all?.staff_personal_agenda_enabled;
  return own ? team.all.filter((person) => person.id === session.me?.staff_id) : team.all;
}
