// Dutch: the first day.
import type { Words } from '../en';

export const setup: Words['setup'] = {
  title: 'Uw salon inrichten',
  empty: 'Deze salon is nog niet ingericht.',
};
