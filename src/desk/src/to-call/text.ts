// What is written to a client from somebody's own phone: in the client's language, whichever the desk speaks.
import type { Words } from '../words/en';
import { settings } from '../state/settings.svelte';
import { clockOf, type Wall } from '../time/wall';
import { wordsIn, type Code } from '../words/index.svelte';

export type About = keyof Omit<Words['toCall']['text'], 'when' | 'questions'>;

const TAGS: Record<Code, string> = { en: 'en-GB', nl: 'nl-NL', de: 'de-DE' };
const isCode = (text: string): text is Code => text in TAGS;

/** The salon's language, where the client has none. */
export function spoken(language: string): Code {
  const salons = settings.all?.locale ?? 'en';
  return isCode(language) ? language : isCode(salons) ? salons : 'en';
}

export async function textFor(about: About, client: { name: string; language: string }, start: Wall): Promise<string> {
  const code = spoken(client.language);
  const { text } = (await wordsIn(code)).toCall;
  const date = new Date(`${start.slice(0, 10)}T00:00:00Z`);
  const day = new Intl.DateTimeFormat(TAGS[code], { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(date);
  const salon = settings.all?.salon_name ?? '';
  const phone = settings.all?.salon_phone ?? '';
  const first = client.name.split(' ')[0] ?? client.name;
  const said = text[about](first, text.when(day, clockOf(start)), salon);
  return phone ? `${said} ${text.questions(phone)}` : said;
}
