// English: what only screens that few open say.
import { reports } from './reports';
import { settings } from './settings';
import { setup } from './setup';

export const more = {
  reports,
  settings,
  setup,
};
