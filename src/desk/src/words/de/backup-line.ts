// German: the line that warns of backups.
import type { Words } from '../en';

export const backupLine: Words['backupLine'] = {
  problem: 'Mit den Sicherungen ging etwas schief.',
  since: (when) => `Seit ${when} gibt es keine gute Sicherung mehr.`,
  last: (when) => `Die letzte gute: ${when}.`,
  none: 'Es gibt keine gute Sicherung.',
  tell: 'Bitte sagen Sie es der Leitung des Salons.',
};
