// Dutch: the screen of settings.
import type { Words } from '../en';

export const settings: Words['settings'] = {
  empty: 'Hier valt nog niets in te stellen.',
};
