// German: the bell.
import type { Words } from '../en';

export const notifications: Words['notifications'] = {
  open: 'Meldungen',
  empty: 'Es gibt nichts Neues.',
};
