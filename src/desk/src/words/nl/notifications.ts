// Dutch: the bell.
import type { Words } from '../en';

export const notifications: Words['notifications'] = {
  open: 'Meldingen',
  unread: (n) => `Meldingen: ${n} ongelezen`,
  empty: 'Er is niets nieuws.',
  questions: 'Wachten op antwoord',
  readAll: 'Alles als gelezen markeren',
  read: 'Als gelezen markeren',
  more: 'Oudere tonen',
  accept: 'Aannemen',
  decline: 'Afwijzen',
  completed: 'Afgerond',
  noShow: 'Niet gekomen',
  openBooking: 'Afspraak openen',
  saidAccepted: 'Aangenomen: de afspraak staat',
  saidDeclined: 'Afgewezen: de plek is weer vrij',
  saidCompleted: 'Als afgerond gemarkeerd',
  saidNoShow: 'Als niet gekomen gemarkeerd',
};
