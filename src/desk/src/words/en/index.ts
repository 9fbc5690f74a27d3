// English, whose shape the other languages must have. What only screens that few open say stands in `more`, and is
// loaded with them.
import { booking } from './booking';
import { calendar } from './calendar';
import { clients } from './clients';
import { letters } from './letters';
import type { more } from './more';
import { notifications } from './notifications';
import { parts } from './parts';
import { search } from './search';
import { services } from './services';
import { shell } from './shell';
import { signIn } from './sign-in';
import { staff } from './staff';
import { toCall } from './to-call';
import { waitlist } from './waitlist';

export const words = {
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

/** What is there from the beginning, and what comes with the screens that say it. */
export type FirstWords = typeof words;
export type MoreWords = typeof more;
export type Words = FirstWords & MoreWords;
