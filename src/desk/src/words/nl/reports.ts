// Dutch: the screen of reports.
import type { Words } from '../en';

export const reports: Words['reports'] = {
  empty: 'Er is nog niets te tellen.',
};
