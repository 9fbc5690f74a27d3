// Who can be chosen for a service: those who give it, and whoever has it now. With personal agendas, a staff user
// books for nobody else.
import { team } from '../state/team.svelte';
import { visible } from '../state/visible';

export function gives(staffId: number, serviceId: number | null): boolean {
  const ids = team.find(staffId)?.service_ids;
  return serviceId === null || ids === null || ids === undefined || ids.includes(serviceId);
}

export function people(serviceId: number | null, now: number | null = null): { value: number; label: string }[] {
  const may = visible();
  return team.all
    .filter((person) => person.id === now || (person.active && gives(person.id, serviceId) && may.includes(person)))
    .map(({ id, name }) => ({ value: id, label: name }));
}
