// Money as people type it, and as the API counts it: whole minor units of the currency.

const digitsOf = (currency: string) =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** 4250 cents as "42.50", for a field. */
export const unitsOf = (cents: number, currency: string): string => (cents / 10 ** digitsOf(currency)).toFixed(digitsOf(currency));

/** Reads "42.5", "42,50", "€ 42": minor units, or null where it is no amount. */
export function centsOf(text: string, currency: string): number | null {
  const match = /^\D{0,3}?(\d{1,7})(?:[.,](\d+))?\D{0,4}$/.exec(text.trim());
  const digits = digitsOf(currency);
  const rest = match?.[2] ?? '';
  if (!match || rest.length > digits) return null;
  return Number(match[1]) * 10 ** digits + Number(rest.padEnd(digits, '0') || 0);
}
