// How a client will hear of what they don't know yet, in a sentence.
import { now } from '../state/now.svelte';
import type { Mark } from '../state/untold.svelte';
import { wallIn } from '../time/format';
import { clockOf } from '../time/wall';
import { t } from '../words/index.svelte';

export function howToHear({ way, run_at }: Mark): string {
  const words = t().booking;
  if (way === 'letter') return words.leaves(clockOf(wallIn(run_at ?? '', now.timezone)));
  return way === 'held' ? words.held : way === 'failed' ? words.failed : words.noLetter;
}
