// What the salon offers.
import { services as resource } from '../api/resource';
import type { Service } from '../api/types';
import { Shelf } from './shelf.svelte';

class Menu extends Shelf<Service> {
  /** Those that can be booked. */
  active = $derived(this.all.filter((service) => service.active));
}

export const services = new Menu(() => resource.all(), 'service');
