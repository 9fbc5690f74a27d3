// What was typed for a new booking, kept in this tab: a reload or a crash of the browser's page loses nothing. It is
// small and by itself, so that the desk can look for it before the drawer is loaded.

const KEY = 'daybook.draft';

/** What was kept by this user; another's is not shown. */
export function keptDraft<T>(user: number): T | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as { user: number; draft: T } | null;
    return kept?.user === user ? kept.draft : null;
  } catch {
    return null;
  }
}

export function keepDraft(user: number, draft: unknown): void {
  sessionStorage.setItem(KEY, JSON.stringify({ user, draft }));
}

export function dropDraft(): void {
  sessionStorage.removeItem(KEY);
}
