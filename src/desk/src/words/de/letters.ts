// German: the screen of letters.
import type { Words } from '../en';

export const letters: Words['letters'] = {
  empty: 'Es gibt noch keine Nachrichten.',
};
