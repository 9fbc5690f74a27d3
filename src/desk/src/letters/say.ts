// What a person can say to a letter: go now, don't go, try again. Each is shown at once and taken back where the
// server refuses.
import * as api from '../api/letters';
import type { Letter } from '../api/types';
import { toasts } from '../state/toasts.svelte';
import { t } from '../words/index.svelte';
import { titleOf } from './saying';

export type Word = 'sendNow' | 'dontSend' | 'again';

/** What can be said to a letter that stands so. */
export function wordsOn(letter: Letter): Word[] {
  if (letter.state === 'pending' || letter.state === 'held') return letter.recipient ? ['sendNow', 'dontSend'] : ['dontSend'];
  return letter.state === 'failed' ? ['again'] : [];
}

/** Says it. `hide` takes the letter out of the list it is in, and answers how to put it back. */
export async function say(word: Word, letter: Letter, hide: () => () => void): Promise<void> {
  const putBack = hide();
  const title = titleOf(letter);
  try {
    if (word === 'dontSend') {
      await api.callOff(letter.id);
      toasts.say(t().letters.calledOff(title), { undo: async () => (await api.resume(letter.id), putBack()) });
    } else {
      await (word === 'again' ? api.tryAgain(letter.id) : api.sendNow(letter.id));
      toasts.say(t().letters.sending(title));
    }
  } catch (error) {
    putBack();
    toasts.fail(error);
  }
}
