// German: search and commands.
import type { Words } from '../en';

export const search: Words['search'] = {
  open: 'Suchen oder Befehl eingeben',
  hint: 'Ein Name, eine Telefonnummer, ein Datum oder ein Befehl',
  empty: 'Nichts heißt so. Versuchen Sie einen Namen, einen Teil der Telefonnummer, „fr“ oder „24.12.“.',
  results: 'Ergebnisse',
  groups: { clients: 'Kunden', dates: 'Tage', commands: 'Befehle' },
  next: (when) => `Nächster: ${when}`,
  nextOf: (name) => `Nächster Termin von ${name}`,
  toDate: (day) => `Kalender, ${day}`,
  howTo: '↑ ↓ wählen · Enter öffnet · Esc schließt',
  days: { heute: 0, morgen: 1, übermorgen: 2, uebermorgen: 2, gestern: -1, vorgestern: -2 },
  units: { tag: 1, tage: 1, tagen: 1, woche: 7, wochen: 7 },
  commands: {
    newBooking: { name: 'Neuer Termin', also: 'buchen anlegen' },
    walkIn: { name: 'Laufkundschaft', also: 'walk-in jetzt spontan' },
    newClient: { name: 'Neue Kundin, neuer Kunde', also: 'anlegen person' },
    waitlist: { name: 'Auf die Warteliste setzen', also: 'warten reihe' },
    printToday: { name: 'Heute drucken', also: 'papier tagesblatt ausdrucken' },
    printTomorrow: { name: 'Morgen drucken', also: 'papier tagesblatt ausdrucken' },
    today: { name: 'Zu heute', also: 'kalender jetzt' },
    week: { name: 'Woche zeigen', also: 'kalender wochenansicht' },
    toCall: { name: 'Angehaltene oder gescheiterte Briefe', also: 'problem mail warum' },
    readAll: { name: 'Alle Mitteilungen als gelesen markieren', also: 'glocke' },
    light: { name: 'Helle Farben', also: 'thema tag' },
    dark: { name: 'Dunkle Farben', also: 'thema nacht' },
    english: { name: 'English', also: 'sprache englisch language' },
    dutch: { name: 'Nederlands', also: 'sprache holländisch niederländisch taal' },
    german: { name: 'Deutsch', also: 'sprache' },
    signOut: { name: 'Abmelden', also: 'ausloggen gehen' },
  },
};
