// German: the first day.
import type { Words } from '../en';

export const setup: Words['setup'] = {
  title: 'Ihren Salon einrichten',
  empty: 'Dieser Salon ist noch nicht eingerichtet.',
};
