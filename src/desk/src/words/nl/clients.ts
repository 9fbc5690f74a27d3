// Dutch: the screen of clients.
import type { Words } from '../en';

export const clients: Words['clients'] = {
  empty: 'Er zijn nog geen klanten.',
};
