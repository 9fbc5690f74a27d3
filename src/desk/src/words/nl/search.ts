// Dutch: search and commands.
import type { Words } from '../en';

export const search: Words['search'] = {
  open: 'Zoek of typ een opdracht',
  hint: 'Een naam, een telefoonnummer, een datum of een opdracht',
  empty: 'Niets heet zo. Probeer een naam, een deel van een telefoonnummer, “vr” of “24-12”.',
  results: 'Resultaten',
  groups: { clients: 'Klanten', dates: 'Dagen', commands: 'Opdrachten' },
  next: (when) => `Volgende: ${when}`,
  nextOf: (name) => `Volgende afspraak van ${name}`,
  toDate: (day) => `Agenda, ${day}`,
  howTo: '↑ ↓ kiezen · Enter opent · Esc sluit',
  days: { vandaag: 0, morgen: 1, overmorgen: 2, gisteren: -1, eergisteren: -2 },
  units: { dag: 1, dagen: 1, week: 7, weken: 7 },
  commands: {
    newBooking: { name: 'Nieuwe afspraak', also: 'boeken toevoegen' },
    walkIn: { name: 'Inloop', also: 'walk-in nu binnenlopen' },
    newClient: { name: 'Nieuwe klant', also: 'toevoegen persoon' },
    waitlist: { name: 'Op de wachtlijst zetten', also: 'wachten rij' },
    printToday: { name: 'Vandaag afdrukken', also: 'printen papier dagblad' },
    printTomorrow: { name: 'Morgen afdrukken', also: 'printen papier dagblad' },
    today: { name: 'Naar vandaag', also: 'agenda nu' },
    week: { name: 'De week tonen', also: 'agenda weekoverzicht' },
    toCall: { name: 'Vastgehouden of mislukte brieven', also: 'probleem mail waarom' },
    readAll: { name: 'Alle meldingen als gelezen markeren', also: 'bel' },
    light: { name: 'Lichte kleuren', also: 'thema dag' },
    dark: { name: 'Donkere kleuren', also: 'thema nacht' },
    english: { name: 'English', also: 'taal engels language' },
    dutch: { name: 'Nederlands', also: 'taal' },
    german: { name: 'Deutsch', also: 'taal duits sprache' },
    signOut: { name: 'Afmelden', also: 'uitloggen weg' },
  },
};
