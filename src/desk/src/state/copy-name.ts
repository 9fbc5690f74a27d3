// The name of the copy of today and tomorrow in this browser, and its end. It is small and by itself, so that the
// session can erase a copy before the rest of it is loaded.

export const COPY = 'daybook';

/** Who was signed in has gone, and the next person may see other things. */
export function eraseCopy(): void {
  try {
    indexedDB.deleteDatabase(COPY);
  } catch {
    // Where the browser keeps nothing, nothing is to be erased.
  }
}
