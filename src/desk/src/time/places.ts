// The time zones, countries and currencies of the world, as the browser knows them.
import { language } from '../words/index.svelte';

type Option = { value: string; label: string };

/** This machine's own zone, which is the salon's more often than not. */
export const machineZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** All zones, and one more where the salon's has a name that this browser doesn't list. */
export function zones(also: string): Option[] {
  const all = new Set([...Intl.supportedValuesOf('timeZone'), ...(also ? [also] : [])]);
  return [...all].sort().map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }));
}

const byLabel = (a: Option, b: Option) => a.label.localeCompare(b.label, language.tag);

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
/** Names of more than one country, or of none. */
const NO_COUNTRIES = new Set(['EU', 'EZ', 'UN', 'ZZ', 'QO', 'XA', 'XB']);

/** The countries: every pair of letters that has a name and isn't an old form of another. */
export function countries(): Option[] {
  const names = new Intl.DisplayNames(language.tag, { type: 'region', fallback: 'none' });
  return LETTERS.flatMap((first) => LETTERS.map((second) => first + second))
    .filter((code) => !NO_COUNTRIES.has(code) && new Intl.Locale(`und-${code}`).region === code)
    .map((code) => ({ value: code, label: names.of(code) ?? '' }))
    .filter(({ label }) => label !== '')
    .sort(byLabel);
}

export function currencies(): Option[] {
  const names = new Intl.DisplayNames(language.tag, { type: 'currency' });
  return Intl.supportedValuesOf('currency').map((code) => ({ value: code, label: `${code} · ${names.of(code) ?? ''}` }));
}
