// Dutch: the calendar.
import type { Words } from '../en';

export const calendar: Words['calendar'] = {
  empty: 'Geen afspraken op deze dag.',
};
