// Days as people type them into the search: "fri", "morgen", "24.12", "in 2 weeks".
import { language } from '../words/index.svelte';
import { type Day, daysBetween, plusDays, readDay, weekdayOf, weekOf } from '../time/wall';
import { t } from '../words/index.svelte';

/** Two letters of a weekday or a month are as short as people type them, unless the word is whole. */
const SHORTEST = 2;

const plain = (text: string): string => text.toLowerCase().replace(/\.$/, '').trim();

/** The days that the text may mean, the likeliest first. */
export function daysMeant(text: string, today: Day): Day[] {
  const typed = plain(text);
  if (!typed) return [];
  const found = [...words(typed, today), ...distances(typed, today), ...weekdays(typed, today), ...written(typed, today)];
  return [...new Set(found)].slice(0, 3);
}

function words(typed: string, today: Day): Day[] {
  const days = Object.entries(t().search.days);
  const whole = days.filter(([word]) => word === typed);
  const begun = typed.length > SHORTEST ? days.filter(([word]) => word !== typed && word.startsWith(typed)) : [];
  return [...whole, ...begun].map(([, away]) => plusDays(today, away));
}

/** "in 2 weeks", "over 3 dagen", "+5". */
function distances(typed: string, today: Day): Day[] {
  const match = /^(?:[a-z]+ |\+)(\d{1,3})(?: ?([a-zäöü]+))?$/.exec(typed);
  if (!match) return [];
  const [, count, unit] = match;
  const days = unit === undefined ? (typed.startsWith('+') ? 1 : undefined) : t().search.units[unit];
  return days === undefined ? [] : [plusDays(today, Number(count) * days)];
}

/** "fri" is the coming one; "next fri" that of next week, though some mean the coming one. */
function weekdays(typed: string, today: Day): Day[] {
  const short = typed.replace(t().search.nextWeek, '');
  if (short !== typed) {
    const [coming] = weekdays(short, today);
    return coming ? [plusDays(weekOf(plusDays(today, 7))[0] ?? today, weekdayOf(coming)), coming] : [];
  }
  if (typed.length < SHORTEST) return [];
  const format = new Intl.DateTimeFormat(language.tag, { weekday: 'long', timeZone: 'UTC' });
  const week = weekOf(today);
  const fits = week.filter((day) => format.format(new Date(`${day}T00:00:00Z`)).toLowerCase().startsWith(typed));
  return fits.map((day) => plusDays(today, (weekdayOf(day) - weekdayOf(today) + 7) % 7));
}

/** "24.12", "24-12-2026", "24 dec", "2026-12-24". */
function written(typed: string, today: Day): Day[] {
  const numbers = readDay(typed, today);
  if (numbers) return [numbers];
  const match = /^(\d{1,2})\.? ([a-zäöüé]{2,})\.?(?: (\d{4}))?$/.exec(typed);
  if (!match) return [];
  const [, date, name = '', year] = match;
  const format = new Intl.DateTimeFormat(language.tag, { month: 'long', timeZone: 'UTC' });
  const months = Array.from({ length: 12 }, (_, n) => n + 1);
  const fits = months.filter((month) => format.format(new Date(Date.UTC(2024, month - 1))).toLowerCase().startsWith(name));
  return fits.flatMap((month) => readDay(`${date}.${month}${year ? `.${year}` : ''}`, today) ?? []).sort((a, b) => Math.abs(daysBetween(today, a)) - Math.abs(daysBetween(today, b)));
}
