// German: the screen of services.
import type { Words } from '../en';

export const services: Words['services'] = {
  empty: 'Es gibt noch keine Leistungen.',
};
