// What is being written for a sequence, kept in this tab until it is saved or given up: whoever looks something up at
// another screen, or loads the page anew, finds it again.
import type { Followup, FollowupStep } from '../api/types';

/** A letter in the form; `key` tells it from the others while none of them has an id yet. */
export interface Letter extends FollowupStep {
  key: number;
}

export type Draft = Omit<Followup, 'id' | 'steps'> & { steps: Letter[] };

const KEY = 'daybook.followup';

interface Kept {
  user: number;
  id: number;
  draft: Draft;
}

/** What this user had begun to write for this sequence; 0 is a new one. */
export function keptFollowup(user: number, id: number): Draft | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(`${KEY}.${id}`) ?? 'null') as Kept | null;
    return kept?.user === user ? kept.draft : null;
  } catch {
    return null;
  }
}

export function keepFollowup(user: number, id: number, draft: Draft): void {
  sessionStorage.setItem(`${KEY}.${id}`, JSON.stringify({ user, id, draft } satisfies Kept));
}

export function dropFollowup(id: number): void {
  sessionStorage.removeItem(`${KEY}.${id}`);
}
