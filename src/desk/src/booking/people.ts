// Who can be chosen for a service: those who give it, and whoever has it now. With personal agendas, a staff user
// books for nobody else.
import { session } from '../state/session.svelte';
import { settings } from '../state/settings.svelte';
import { team } from '../state/team.svelte';

export function gives(staffId: number, serviceId: number | null): boolean {
  const ids = team.find(staffId)?.service_ids;
  return serviceId === null || ids === null || ids === undefined || ids.includes(serviceId);
}

/** Nobody else's bookings concern this user. */
const own = (): number | null =>
  settings.all?.staff_personal_agenda_enabled && session.is('staff') ? (session.me?.staff_id ?? null) : null;

export function people(serviceId: number | null, now: number | null = null): { value: number; label: string }[] {
  const mine = own();
  return team.all
    .filter((person) => person.id === now || (person.active && gives(person.id, serviceId) && (mine === null || person.id === mine)))
    .map(({ id, name }) => ({ value: id, label: name }));
}
