// Where the copy of today and tomorrow lies in this browser. It is small and by itself, so that the session can erase
// what lies there before the rest of the copy is loaded.

const NAME = 'daybook';
const STORE = 'copy';
const KEY = 'days';

/** Erases the copy: who was signed in has gone, and the next person may see other things. */
export function eraseCopy(): void {
  try {
    indexedDB.deleteDatabase(NAME);
  } catch {
    // Where the browser keeps nothing, nothing is to be erased.
  }
}

export const readCopy = <T>(): Promise<T | undefined> => within('readonly', (store) => store.get(KEY) as IDBRequest<T | undefined>);

/** `still` is asked last of all: whoever signs out meanwhile leaves nothing behind. */
export const writeCopy = (copy: unknown, still: () => boolean): Promise<unknown> =>
  within('readwrite', (store) => (still() ? store.put(copy, KEY) : store.get(KEY)));

/** Opens the database for one question and closes it again, so that nobody who erases it has to wait. */
function within<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction(STORE, mode);
      const request = ask(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
      // It closes once the question is answered.
      database.close();
    };
  });
}
