// Dutch: the screen of staff.
import type { Words } from '../en';

export const staff: Words['staff'] = {
  empty: 'Er werkt nog niemand.',
};
