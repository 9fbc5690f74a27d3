// Dutch: the small parts.
import type { Words } from '../en';

export const parts: Words['parts'] = {
  close: 'Sluiten',
  cancel: 'Annuleren',
  save: 'Opslaan',
  time: 'bijvoorbeeld 09:30',
  notATime: 'is geen tijd zoals 09:30',
  date: 'dd-mm-jjjj',
  notADate: 'is geen datum zoals 24-03-2026',
  notANumber: 'is geen getal',
  pickDate: 'Datum kiezen',
  monthBefore: 'Vorige maand',
  monthAfter: 'Volgende maand',
  loading: 'Laden …',
  retry: 'Opnieuw proberen',
  closed: 'Gesloten',
  from: (day) => `${day}, van`,
  to: (day) => `${day}, tot`,
  addSpan: 'Uren toevoegen',
  removeSpan: 'Deze uren weghalen',
  likeMonday: 'Dinsdag tot en met vrijdag als maandag',
};
