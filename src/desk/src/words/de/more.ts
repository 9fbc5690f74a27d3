// German: what only screens that few open say.
import type { MoreWords } from '../en';
import { about } from './about';
import { reports } from './reports';
import { settings } from './settings';
import { setup } from './setup';

export const more: MoreWords = {
  about,
  reports,
  settings,
  setup,
};
