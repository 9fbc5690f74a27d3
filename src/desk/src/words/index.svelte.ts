// The words of the desk: one language at a time is loaded. `t()` gives them, in markup too: `{t().shell.signOut}`. The
// first screen waits for the first of them alone; the others (`en/more.ts`) come with what says them: see `withMore`.
import type { FirstWords, MoreWords, Words } from './en';

export const LANGUAGES = { en: 'English', nl: 'Nederlands', de: 'Deutsch' } as const;
export type Code = keyof typeof LANGUAGES;

/** Days and numbers as written where the language is at home. */
const TAGS: Record<Code, string> = { en: 'en-GB', nl: 'nl-NL', de: 'de-DE' };
const LOADS: Record<Code, () => Promise<{ words: FirstWords }>> = {
  en: () => import('./en'),
  nl: () => import('./nl'),
  de: () => import('./de'),
};
const MORE: Record<Code, () => Promise<{ more: MoreWords }>> = {
  en: () => import('./en/more'),
  nl: () => import('./nl/more'),
  de: () => import('./de/more'),
};
const KEY = 'daybook.language';

const isCode = (text: string | null): text is Code => text !== null && text in LANGUAGES;

class Language {
  code = $state<Code>('en');
  words = $state.raw<FirstWords | Words | null>(null);
  tag = $derived(TAGS[this.code]);
  #wantsMore = false;

  /** Loads this screen's own choice, else the browser's language. */
  async start() {
    const browsers = navigator.languages.map((tag) => tag.slice(0, 2)).find(isCode);
    await this.#load(this.#chosen() ?? browsers ?? 'en');
  }

  /** Takes the salon's language where nobody chose one at this screen. */
  async follow(salons: string) {
    if (!this.#chosen() && isCode(salons)) await this.#load(salons);
  }

  /** Takes a language, and keeps it on this machine. */
  async choose(code: Code) {
    localStorage.setItem(KEY, code);
    await this.#load(code);
  }

  /** Loads the words that the first screen does without. They join those at hand, which say nothing new: what is shown
   *  isn't drawn again. */
  async more(): Promise<void> {
    this.#wantsMore = true;
    const { words } = this;
    if (!words || 'settings' in words) return;
    Object.assign(words, (await MORE[this.code]()).more);
    // Another language may have been taken meanwhile.
    if (words !== this.words) await this.more();
  }

  #chosen(): Code | null {
    const kept = localStorage.getItem(KEY);
    return isCode(kept) ? kept : null;
  }

  async #load(code: Code) {
    if (this.words && code === this.code) return;
    const [{ words }, rest] = await Promise.all([LOADS[code](), this.#wantsMore ? MORE[code]() : null]);
    this.words = { ...words, ...rest?.more };
    this.code = code;
    document.documentElement.lang = code;
  }
}

export const language = new Language();

/** Something that is loaded when it is needed, with the words that only such things say. */
export async function withMore<Loaded>(loading: Promise<Loaded>): Promise<Loaded> {
  await language.more();
  return loading;
}

/** The words of another language than the desk's, for what is written to a client. */
export async function wordsIn(code: Code): Promise<FirstWords> {
  return (await LOADS[code]()).words;
}

/** The words. Nothing is shown before they are there. */
export function t(): Words {
  if (!language.words) throw new Error('the words are not loaded yet');
  return language.words as Words;
}
