// Dutch: the line that warns of backups.
import type { Words } from '../en';

export const backupLine: Words['backupLine'] = {
  problem: 'Er ging iets mis met de back-ups.',
  since: (when) => `Er is geen goede back-up meer sinds ${when}.`,
  last: (when) => `De laatste goede: ${when}.`,
  none: 'Er is geen goede back-up.',
  tell: 'Zeg het tegen de eigenaar.',
};
