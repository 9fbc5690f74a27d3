// German: the calendar.
import type { Words } from '../en';

export const calendar: Words['calendar'] = {
  empty: 'Keine Termine an diesem Tag.',
};
