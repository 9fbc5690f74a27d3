// Dutch, in the shape of English.
import type { FirstWords } from '../en';
import { booking } from './booking';
import { calendar } from './calendar';
import { clients } from './clients';
import { letters } from './letters';
import { notifications } from './notifications';
import { parts } from './parts';
import { search } from './search';
import { services } from './services';
import { shell } from './shell';
import { signIn } from './sign-in';
import { staff } from './staff';
import { toCall } from './to-call';
import { waitlist } from './waitlist';

export const words: FirstWords = {
  shell,
  parts,
  signIn,
  search,
  notifications,
  calendar,
  booking,
  toCall,
  clients,
  waitlist,
  letters,
  services,
  staff,
};
