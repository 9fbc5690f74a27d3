// German: the small parts.
import type { Words } from '../en';

export const parts: Words['parts'] = {
  close: 'Schließen',
  cancel: 'Abbrechen',
  save: 'Speichern',
  time: 'zum Beispiel 09:30',
  notATime: 'ist keine Uhrzeit wie 09:30',
  date: 'TT.MM.JJJJ',
  notADate: 'ist kein Datum wie 24.03.2026',
  notANumber: 'ist keine Zahl',
  pickDate: 'Datum wählen',
  monthBefore: 'Voriger Monat',
  monthAfter: 'Nächster Monat',
  loading: 'Wird geladen …',
  retry: 'Noch einmal versuchen',
  closed: 'Geschlossen',
  from: (day) => `${day}, von`,
  to: (day) => `${day}, bis`,
  addSpan: 'Zeiten hinzufügen',
  removeSpan: 'Diese Zeiten entfernen',
  likeMonday: 'Dienstag bis Freitag wie Montag',
};
