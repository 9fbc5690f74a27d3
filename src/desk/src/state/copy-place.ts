// Where the copy of today and tomorrow lies in this browser: one record of a database of its own.
import { COPY } from './copy-name';

const STORE = 'copy';
const KEY = 'days';

export const readCopy = <T>(): Promise<T | undefined> => within('readonly', (store) => store.get(KEY) as IDBRequest<T | undefined>);

/** `still` is asked last of all: whoever signs out meanwhile leaves nothing behind. */
export const writeCopy = (copy: unknown, still: () => boolean): Promise<unknown> =>
  within('readwrite', (store) => (still() ? store.put(copy, KEY) : store.get(KEY)));

/** Opens the database for one question and closes it again, so that nobody who erases it has to wait. */
function within<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(COPY, 1);
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
