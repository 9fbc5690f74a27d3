// German: the screen of settings.
import type { Words } from '../en';

export const settings: Words['settings'] = {
  empty: 'Hier gibt es noch nichts einzustellen.',
};
