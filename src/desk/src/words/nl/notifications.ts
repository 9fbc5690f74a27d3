// Dutch: the bell.
import type { Words } from '../en';

export const notifications: Words['notifications'] = {
  open: 'Meldingen',
  empty: 'Er is niets nieuws.',
};
