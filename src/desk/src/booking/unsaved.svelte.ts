// What was changed in a drawer and isn't saved: the server is away, or somebody else typed into the same meanwhile. It
// outlives the drawer, so that whoever opens the appointment again finds it.
import { SvelteMap } from 'svelte/reactivity';
import type { Booking } from '../api/types';
import type { Patch } from '../state/book.svelte';
import { session } from '../state/session.svelte';

export interface Unsaved {
  user: number | undefined;
  patch: Patch;
  /** The appointment as it was when this was typed. */
  ground: Booking;
  /** Who changed the same since; null: nobody, as far as is known, and it is saved when the server is back. */
  by: string | null;
  /** The drawer that saves it: the one that was opened last. */
  keeper: object;
}

const all = new SvelteMap<number, Unsaved>();

/** What this user has not saved of an appointment; another's is none of theirs. */
export function unsavedOf(id: number): Unsaved | undefined {
  const kept = all.get(id);
  return kept && kept.user === session.me?.id ? kept : undefined;
}

export function keepUnsaved(id: number, kept: Omit<Unsaved, 'user'>): void {
  all.set(id, { ...kept, user: session.me?.id });
}

/** These fields are saved, or were refused; what else is kept stays. */
export function settleUnsaved(id: number, patch: Patch): void {
  const kept = all.get(id);
  const left = Object.entries(kept?.patch ?? {}).filter(([field]) => !(field in patch));
  if (kept && left.length > 0) all.set(id, { ...kept, patch: Object.fromEntries(left) });
  else all.delete(id);
}

export function dropUnsaved(id: number): void {
  all.delete(id);
}
