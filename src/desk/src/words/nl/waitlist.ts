// Dutch: the screen of waitlist.
import type { Words } from '../en';

export const waitlist: Words['waitlist'] = {
  empty: 'Niemand wacht.',
};
