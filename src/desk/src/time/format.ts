// Days, times and money in the desk's language. Times are 24-hour in every language.
import { language } from '../words/index.svelte';
import type { Day, Wall } from './wall';

const made = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

/** Formatters cost a millisecond each to make, so each is made once a language. */
function kept<T extends Intl.DateTimeFormat | Intl.NumberFormat>(key: string, make: (tag: string) => T): T {
  const whole = `${language.tag} ${key}`;
  const found = made.get(whole) ?? make(language.tag);
  made.set(whole, found);
  return found as T;
}

const DAYS = {
  /** Monday, 23 November 2026 */
  long: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  /** Mon 23 Nov */
  short: { weekday: 'short', day: 'numeric', month: 'short' },
  /** 23 November 2026 */
  date: { day: 'numeric', month: 'long', year: 'numeric' },
  /** 23/11/2026, the form that a date field takes */
  numbers: { day: '2-digit', month: '2-digit', year: 'numeric' },
  /** November 2026 */
  month: { month: 'long', year: 'numeric' },
  /** Nov */
  shortMonth: { month: 'short' },
  /** Monday */
  weekday: { weekday: 'long' },
  /** Mon */
  wd: { weekday: 'short' },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

export function day(day: Day | Wall, form: keyof typeof DAYS = 'long'): string {
  if (!day) return '';
  const formatter = kept(form, (tag) => new Intl.DateTimeFormat(tag, { ...DAYS[form], timeZone: 'UTC' }));
  return formatter.format(new Date(`${day.slice(0, 10)}T00:00:00Z`));
}

/** An instant (`created_at`, `run_at`) as the salon's wall clock shows it. */
export function wallIn(instant: string, zone: string): Wall {
  const make = () =>
    new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23', timeZone: zone });
  return kept(`instant ${zone}`, make).format(new Date(instant));
}

export function money(cents: number, currency: string): string {
  const formatter = kept(currency, (tag) => new Intl.NumberFormat(tag, { style: 'currency', currency }));
  const digits = formatter.resolvedOptions().maximumFractionDigits ?? 2;
  return formatter.format(cents / 10 ** digits);
}

/** Money without its cents, for an axis. */
export function wholeMoney(cents: number, currency: string): string {
  const make = (tag: string) => new Intl.NumberFormat(tag, { style: 'currency', currency, maximumFractionDigits: 0 });
  const formatter = kept(`whole ${currency}`, make);
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return formatter.format(cents / 10 ** digits);
}

export function number(value: number, digits = 0, least = 0): string {
  const options = { maximumFractionDigits: digits, minimumFractionDigits: least };
  return kept(`number ${digits} ${least}`, (tag) => new Intl.NumberFormat(tag, options)).format(value);
}

/** 0.125 as 12.5 %. */
export function percent(value: number): string {
  return kept('percent', (tag) => new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1 })).format(value);
}
