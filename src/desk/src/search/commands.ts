// What can be done from the search, found by its words in the desk's language.
import { opened as about } from '../about/open.svelte';
import { newBooking } from '../booking/open.svelte';
import { news } from '../notifications/news.svelte';
import { SCREENS } from '../shell/screens';
import { look } from '../state/look.svelte';
import { now } from '../state/now.svelte';
import { route } from '../state/route.svelte';
import { session } from '../state/session.svelte';
import { plusDays } from '../time/wall';
import { language, t } from '../words/index.svelte';

export interface Command {
  name: string;
  /** Other words under which somebody may look for it. */
  also: string;
  run: () => void;
}

/** All of them, those of every hour first. */
function all(): Command[] {
  const words = t().search.commands;
  const runs: { [name in keyof typeof words]: () => void } = {
    newBooking: () => newBooking(),
    walkIn: () => newBooking({ start_at: now.wall }),
    newClient: () => route.go('/clients/new'),
    waitlist: () => route.go('/waitlist/new'),
    printToday: () => route.go(`/calendar/${now.today}/print?now`),
    printTomorrow: () => route.go(`/calendar/${plusDays(now.today, 1)}/print?now`),
    today: () => route.go(`/calendar/${now.today}`),
    week: () => route.go(`/calendar/${now.today}?view=week`),
    toCall: () => route.go('/letters?stage=failed'),
    readAll: () => void news.readAll(),
    light: () => look.set('light'),
    dark: () => look.set('dark'),
    english: () => void language.choose('en'),
    dutch: () => void language.choose('nl'),
    german: () => void language.choose('de'),
    addresses: () => about.show('addresses'),
    about: () => about.show('about'),
    signOut: () => void session.signOut(),
  };
  const named = (Object.keys(runs) as (keyof typeof runs)[]).map((key) => ({ ...words[key], run: runs[key] }));
  const screens = SCREENS.filter(({ roles }) => session.is(...roles)).map(({ name }) => ({
    name: t().shell.screens[name],
    also: name,
    run: () => route.go(`/${name}`),
  }));
  return [...named.slice(0, 8), ...screens, ...named.slice(8)];
}

/** Accents and case don't count, nor do the places where a word may be broken. */
const plain = (text: string): string => text.toLowerCase().normalize('NFD').replace(/[\p{Diacritic}\u00ad]/gu, '');

/** Those with a word that begins with each word typed; those whose name does come first. */
export function commandsFor(typed: string): Command[] {
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  const begins = (text: string) => wanted.every((word) => plain(text).split(/[\s-]+/).some((part) => part.startsWith(word)));
  const found = all();
  const named = found.filter(({ name }) => begins(name));
  return [...named, ...found.filter((command) => !named.includes(command) && begins(`${command.name} ${command.also}`))];
}
