// Dutch: what is around every screen.
import type { Words } from '../en';

export const shell: Words['shell'] = {
  screens: {
    calendar: 'Agenda',
    clients: 'Klanten',
    waitlist: 'Wachtlijst',
    letters: 'Brieven',
    reports: 'Cijfers',
    services: 'Diensten',
    staff: 'Team',
    settings: 'Instel\u00adlingen',
  },
  main: 'Hoofdmenu',
  more: 'Meer',
  live: 'Live',
  notLive: 'Niet live',
  liveHint: 'Wijzigingen op andere schermen verschijnen hier meteen.',
  notLiveHint: 'Wijzigingen op andere schermen komen nu niet binnen; Daybook blijft het proberen.',
  away: 'De server antwoordt niet. Wat u ziet kan oud zijn; wat u typte gaat niet verloren. Nieuwe poging …',
  broken: 'Er ging iets mis op dit scherm. Laad het opnieuw en meld het aan wie Daybook beheert.',
  account: (name) => `${name}: taal, kleuren, uitloggen`,
  language: 'Taal',
  theme: 'Kleuren',
  themes: { system: 'Zoals deze computer', light: 'Licht', dark: 'Donker' },
  roles: { admin: 'Beheer', desk: 'Balie', staff: 'Medewerker' },
  signOut: 'Uitloggen',
  undo: 'Ongedaan maken',
  nothingToUndo: 'Er is niets om ongedaan te maken.',
  notFound: 'Op dit adres is niets.',
  toCalendar: 'Agenda openen',
  skip: 'Naar de inhoud',
};
