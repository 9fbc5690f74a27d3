// English, whose shape the other languages must have.
import { booking } from './booking';
import { calendar } from './calendar';
import { clients } from './clients';
import { letters } from './letters';
import { notifications } from './notifications';
import { parts } from './parts';
import { reports } from './reports';
import { search } from './search';
import { services } from './services';
import { settings } from './settings';
import { setup } from './setup';
import { shell } from './shell';
import { signIn } from './sign-in';
import { staff } from './staff';
import { toCall } from './to-call';
import { waitlist } from './waitlist';

export const words = {
  shell,
  parts,
  signIn,
  setup,
  search,
  notifications,
  calendar,
  booking,
  toCall,
  clients,
  waitlist,
  letters,
  reports,
  services,
  staff,
  settings,
};

export type Words = typeof words;
