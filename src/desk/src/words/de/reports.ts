// German: the screen of reports.
import type { Words } from '../en';

export const reports: Words['reports'] = {
  empty: 'Es gibt noch nichts zu zählen.',
};
