// Dutch: search and commands.
import type { Words } from '../en';

export const search: Words['search'] = {
  open: 'Zoeken of opdracht typen',
  empty: 'Er is nog niets te vinden.',
};
