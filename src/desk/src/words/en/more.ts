// English: what only screens that few open say.
import { about } from './about';
import { reports } from './reports';
import { settings } from './settings';
import { setup } from './setup';

export const more = {
  about,
  reports,
  settings,
  setup,
};
