// German: what is around every screen.
import type { Words } from '../en';

export const shell: Words['shell'] = {
  screens: {
    calendar: 'Kalender',
    clients: 'Kunden',
    waitlist: 'Warteliste',
    letters: 'Briefe',
    reports: 'Berichte',
    services: 'Leis\u00adtungen',
    staff: 'Team',
    settings: 'Einstel\u00adlungen',
  },
  main: 'Hauptmenü',
  more: 'Mehr',
  live: 'Live',
  notLive: 'Nicht live',
  liveHint: 'Änderungen an anderen Bildschirmen erscheinen hier sofort.',
  notLiveHint: 'Änderungen an anderen Bildschirmen kommen gerade nicht an; Daybook versucht es weiter.',
  away: 'Der Server antwortet nicht. Das Gezeigte kann alt sein; nichts Getipptes geht verloren. Neuer Versuch …',
  broken: 'Auf diesem Bildschirm ging etwas schief. Laden Sie ihn neu und melden Sie es der Betreuung von Daybook.',
  account: (name) => `${name}: Sprache, Farben, Abmelden`,
  language: 'Sprache',
  theme: 'Farben',
  themes: { system: 'Wie dieses Gerät', light: 'Hell', dark: 'Dunkel' },
  roles: { admin: 'Verwaltung', desk: 'Empfang', staff: 'Team' },
  signOut: 'Abmelden',
  undo: 'Rückgängig',
  nothingToUndo: 'Es gibt nichts rückgängig zu machen.',
  notFound: 'Unter dieser Adresse ist nichts.',
  toCalendar: 'Kalender öffnen',
  skip: 'Zum Inhalt',
};
