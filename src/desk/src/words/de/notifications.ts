// German: the bell.
import type { Words } from '../en';

export const notifications: Words['notifications'] = {
  open: 'Mitteilungen',
  unread: (n) => `Mitteilungen: ${n} ungelesen`,
  empty: 'Es gibt nichts Neues.',
  questions: 'Warten auf Antwort',
  readAll: 'Alle als gelesen markieren',
  read: 'Als gelesen markieren',
  more: 'Ältere anzeigen',
  accept: 'Annehmen',
  decline: 'Ablehnen',
  completed: 'Erledigt',
  noShow: 'Nicht erschienen',
  openBooking: 'Termin öffnen',
  saidAccepted: 'Angenommen: der Termin steht',
  saidDeclined: 'Abgelehnt: der Platz ist wieder frei',
  saidCompleted: 'Als erledigt vermerkt',
  saidNoShow: 'Als nicht erschienen vermerkt',
};
