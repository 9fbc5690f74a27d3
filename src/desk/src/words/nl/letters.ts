// Dutch: the screen of letters.
import type { Words } from '../en';

export const letters: Words['letters'] = {
  empty: 'Er zijn nog geen berichten.',
};
