// What a letter is and how it stands, in words.
import type { Letter } from '../api/types';
import { now } from '../state/now.svelte';
import { wallIn } from '../time/format';
import { when, whenInstant } from '../time/when';
import { t } from '../words/index.svelte';

const found = (words: Record<string, string>, key: string): string | undefined => words[key];

export const kindOf = (letter: Letter): string => found(t().letters.kinds, letter.type) ?? t().letters.other;

/** "Reminder to Ada Lovelace". */
export const titleOf = (letter: Letter): string => t().letters.to(kindOf(letter), letter.client_name ?? t().letters.somebody);

/** "Appointment Tue 24 Nov 10:00 · ada@example.com". */
export function aboutOf(letter: Letter): string {
  const words = t().letters;
  const parts = [letter.start_at ? words.about(when(letter.start_at)) : '', letter.recipient || words.noAddress];
  return parts.filter(Boolean).join(' · ');
}

/** Whether its moment has come: what is overdue is not "left at 14:32" but about to leave. */
function isDue(letter: Letter): boolean {
  return wallIn(letter.run_at, now.timezone) <= now.wall;
}

/** How it stands: "Leaves 14:32". */
export function standOf(letter: Letter): string {
  const words = t().letters;
  const ended = letter.finished_at ? whenInstant(letter.finished_at) : '';
  switch (letter.state) {
    case 'pending':
      if (!letter.recipient) return words.wontLeave;
      return isDue(letter) ? words.leavesNow : words.leaves(whenInstant(letter.run_at));
    case 'running':
      return words.running;
    case 'held':
      return words.held;
    case 'failed':
      return words.failed(ended);
    case 'done':
      return words.sent(ended);
    default:
      return words.dropped(ended);
  }
}

/** A reason of the server's. What a mail server said, or a reason in the salon's own language, stays as it is. */
function reasonOf(reason: string): string {
  const words = t().letters;
  const decided = /^(.+) decided against it\.$/.exec(reason);
  const told = /^It was told in the letter about booking (\d+), of the same visit\.$/.exec(reason);
  if (decided?.[1]) return words.decidedAgainst(decided[1]);
  if (told?.[1]) return words.toldWith(told[1]);
  return words.reasons[reason] ?? reason;
}

/** Why it stands so, in the desk's language where the reason is a usual one; empty where there is nothing to explain. */
export function whyOf(letter: Letter): string {
  const words = t().letters;
  if (letter.last_error) {
    const reason = reasonOf(letter.last_error);
    const tried = letter.state === 'pending' && letter.attempts > 0 ? ` (${words.tries(letter.attempts)})` : '';
    return reason + tried;
  }
  if (letter.state === 'pending' && !letter.recipient) return words.wontLeaveWhy;
  return letter.state === 'pending' && !isDue(letter) ? (found(words.whyWaits, letter.type) ?? '') : '';
}
