// Arithmetic with wall-clock times as the API writes them: `YYYY-MM-DD HH:MM:SS` in the salon's zone, days as
// `YYYY-MM-DD`, times of day as `HH:MM`. They are reckoned as if in UTC, where no hour is skipped; this machine's own
// zone never comes in. As text they sort and compare by themselves.

export type Wall = string;
export type Day = string;
export type Clock = string;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const two = (number: number) => String(number).padStart(2, '0');

/** Milliseconds that order and measure wall-clock times; no instant of the real world. */
export const instantOf = (wall: Wall): number => Date.parse(`${wall.replace(' ', 'T')}Z`);
export const wallOf = (ms: number): Wall => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

export const dayOf = (wall: Wall): Day => wall.slice(0, 10);
export const clockOf = (wall: Wall): Clock => wall.slice(11, 16);
/** Minutes since midnight; `24:00` is 1440. */
export const minutesOf = (clock: Clock): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
export const clockAt = (minutes: number): Clock => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

/** So many minutes after a day's midnight, which may lie on another day. */
export const wallAt = (day: Day, minutes: number): Wall => wallOf(Date.parse(`${day}T00:00:00Z`) + minutes * MINUTE_MS);
/** A wall-clock time as minutes after the midnight of a day. */
export const minutesAfter = (day: Day, wall: Wall): number => (instantOf(wall) - Date.parse(`${day}T00:00:00Z`)) / MINUTE_MS;
export const plusMinutes = (wall: Wall, minutes: number): Wall => wallOf(instantOf(wall) + minutes * MINUTE_MS);
export const minutesBetween = (from: Wall, to: Wall): number => (instantOf(to) - instantOf(from)) / MINUTE_MS;

export const plusDays = (day: Day, days: number): Day => wallOf(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).slice(0, 10);
export const daysBetween = (from: Day, to: Day): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;
/** 0 is Monday. */
export const weekdayOf = (day: Day): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
/** The week's seven days, from Monday on. */
export const weekOf = (day: Day): Day[] => Array.from({ length: 7 }, (_, n) => plusDays(day, n - weekdayOf(day)));
/** The API's names of the days of the week, as hours have them. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export const firstOfMonth = (day: Day): Day => `${day.slice(0, 7)}-01`;
export function plusMonths(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return wallOf(Date.UTC(year, month - 1 + months, Math.min(date, last))).slice(0, 10);
}
/** The six weeks that a month's sheet shows, from a Monday on. */
export function monthSheet(day: Day): Day[] {
  const first = weekOf(firstOfMonth(day))[0] ?? day;
  return Array.from({ length: 42 }, (_, n) => plusDays(first, n));
}

/** Whether text is a day that exists. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && plusDays(text, 0) === text;
}

/** Reads a time as people type it: `9`, `930`, `9:30`, `9.30`, `21h30`. Null where it is none. */
export function readClock(text: string): Clock | null {
  const match = /^(\d{1,2})(?:[:.,h ]?(\d{2}))?h?$/.exec(text.trim()) ?? /^(\d)(\d{2})$/.exec(text.trim());
  const [hours, minutes] = [Number(match?.[1] ?? -1), Number(match?.[2] ?? 0)];
  const fits = hours >= 0 && minutes < 60 && hours * 60 + minutes <= 24 * 60;
  return fits ? clockAt(hours * 60 + minutes) : null;
}

/** Reads a day as people type it, day before month: `24-3`, `24.3.26`, `24/03/2026`; what lacks a year is near `today`. */
export function readDay(text: string, today: Day): Day | null {
  if (isDay(text.trim())) return text.trim();
  const match = /^(\d{1,2})[-./ ](\d{1,2})\.?(?:[-./ ]?(\d{4}|\d{2}))?$/.exec(text.trim());
  if (!match) return null;
  const [, date, month, year = today.slice(0, 4)] = match;
  const day = `${year.length === 2 ? `20${year}` : year}-${two(Number(month))}-${two(Number(date))}`;
  if (!isDay(day)) return null;
  // In December somebody who types 5-1 means the January to come.
  return match[3] === undefined && daysBetween(day, today) > 180 ? plusMonths(day, 12) : day;
}
