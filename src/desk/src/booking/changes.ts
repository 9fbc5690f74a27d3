// An entry of the audit log in words: "time: Mon 23 Nov, 10:00 → Tue 24 Nov, 11:00". What only the machine needs is
// left out.
import type { AuditEntry, BookingStatus, ClientKnows } from '../api/types';
import { now } from '../state/now.svelte';
import { services } from '../state/services.svelte';
import { settings } from '../state/settings.svelte';
import { money, wallIn } from '../time/format';
import { clockOf, dayOf } from '../time/wall';
import { t } from '../words/index.svelte';
import { nameOf, whenText } from './edit.svelte';

type Row = Record<string, unknown>;
type Field = keyof ReturnType<typeof t>['booking']['fields'];

/** What the client knows is told by `client_knows`, and a time's end goes without saying when the start moves. */
function worthTelling(field: Field, before: Row, after: Row): boolean {
  if (JSON.stringify(before[field]) === JSON.stringify(after[field])) return false;
  return field !== 'end_at' || before.start_at === after.start_at;
}

function said(field: Field, row: Row): string {
  const words = t().booking;
  const value = row[field];
  if (value === null || value === undefined || value === '') return words.empty;
  if (field === 'start_at' || field === 'end_at') return whenText(String(value));
  if (field === 'arrived_at') return clockOf(wallIn(String(value), now.timezone));
  if (field === 'staff_id') return nameOf(Number(value)) || String(value);
  if (field === 'service_id') return services.find(Number(value))?.name ?? String(value);
  if (field === 'client_id') return String(row.client_name ?? value);
  if (field === 'status') return words.statuses[value as BookingStatus];
  if (field === 'price_cents') return money(Number(value), settings.currency);
  if (field === 'client_knows') return knew(value as ClientKnows);
  if (field.endsWith('_minutes')) return `${value} min`;
  return String(value);
}

function knew(knows: ClientKnows): string {
  const words = t().booking;
  if (!knows.start_at || !knows.at) return words.empty;
  return `${whenText(knows.start_at)} (${words.how[knows.how](whenText(wallIn(knows.at, now.timezone)))})`;
}

/** The sentences of one entry. */
export function changesOf(entry: AuditEntry): string[] {
  const words = t().booking;
  const { before, after } = entry;
  if (before === null) {
    const what = services.find(Number(after.service_id))?.name ?? '';
    const when = `${whenText(String(after.start_at))}–${clockOf(String(after.end_at))}`;
    return [`${words.acts.created}: ${when}, ${what} ${words.withPerson(nameOf(Number(after.staff_id)))}`];
  }
  const fields = (Object.keys(words.fields) as Field[]).filter((field) => worthTelling(field, before, after));
  const sentences = fields.map((field) => {
    const [was, is] = [said(field, before), said(field, after)];
    const sameDay = field === 'start_at' && dayOf(String(before.start_at)) === dayOf(String(after.start_at));
    if (field === 'client_knows' || field === 'arrived_at') return words.set(words.fields[field], is);
    return words.from(words.fields[field], was, sameDay ? clockOf(String(after.start_at)) : is);
  });
  return sentences.length > 0 ? sentences : [words.acts.none];
}
