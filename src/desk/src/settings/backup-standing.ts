// How the backups stand, in the desk's own words: what the server says of it is English.
import type { BackupStatus } from '../api/backups';
import { whenInstant } from '../time/when';
import { t } from '../words/index.svelte';

/** Whether somebody must see to them. */
export const isBad = (status: BackupStatus): boolean => status.overdue || status.problem !== null;

export function standingOf({ overdue, problem, last_good_at: last }: BackupStatus): string {
  const words = t().settings.backups.standing;
  const newest = last === null ? words.none : (overdue ? words.since : words.last)(whenInstant(last));
  return problem === null ? newest : `${words.problem} ${newest}`;
}
