// German: the screen of clients.
import type { Words } from '../en';

export const clients: Words['clients'] = {
  empty: 'Es gibt noch keine Kunden.',
};
