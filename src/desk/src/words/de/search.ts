// German: search and commands.
import type { Words } from '../en';

export const search: Words['search'] = {
  open: 'Suchen oder Befehl tippen',
  empty: 'Es gibt noch nichts zu finden.',
};
