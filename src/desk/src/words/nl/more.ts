// Dutch: what only screens that few open say.
import type { MoreWords } from '../en';
import { about } from './about';
import { backupLine } from './backup-line';
import { reports } from './reports';
import { settings } from './settings';
import { setup } from './setup';

export const more: MoreWords = {
  about,
  backupLine,
  reports,
  settings,
  setup,
};
