// Who works here.
import { staff } from '../api/resource';
import type { StaffMember } from '../api/types';
import { Shelf } from './shelf.svelte';

class Team extends Shelf<StaffMember> {
  /** Those who take new bookings. */
  active = $derived(this.all.filter((person) => person.active));
}

export const team = new Team(() => staff.all(), 'staff');
