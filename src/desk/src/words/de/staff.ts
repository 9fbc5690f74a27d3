// German: the screen of staff.
import type { Words } from '../en';

export const staff: Words['staff'] = {
  empty: 'Hier arbeitet noch niemand.',
};
