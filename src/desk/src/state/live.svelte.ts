// Live events: what changes at other screens. An event says what changed, not how; whoever shows it asks again.
import { me } from '../api/session';
import { connection } from './connection.svelte';

export interface Change {
  /** The noun: `booking`, `client`, `staff`, … */
  type: string;
  id: number;
  action: string;
}

/** Pauses between tries to listen again, in ms; the last one stays. */
const PAUSES = [500, 1_000, 2_000, 5_000];

class Live {
  /** Whether changes arrive. */
  listening = $state(false);
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  #missed = false;
  #ears = new Set<(change: Change) => void>();
  #returns = new Set<() => void>();

  /** Has something done on every change of these nouns. Answers how to stop that. */
  on(nouns: string[], hear: (change: Change) => void): () => void {
    const ear = (change: Change) => {
      if (nouns.includes(change.type)) hear(change);
    };
    this.#ears.add(ear);
    return () => this.#ears.delete(ear);
  }

  /** Has something done after a break in which changes may have been missed. Answers how to stop that. */
  onReturn(action: () => void): () => void {
    this.#returns.add(action);
    return () => this.#returns.delete(action);
  }

  start() {
    this.stop();
    const source = new EventSource('/api/events');
    this.#source = source;
    source.onopen = () => this.#opened();
    source.onerror = () => this.#broke();
    source.addEventListener('change', (event) => {
      const change = JSON.parse((event as MessageEvent<string>).data) as Change;
      for (const ear of this.#ears) ear(change);
    });
  }

  stop() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = undefined;
    this.listening = false;
  }

  #opened() {
    this.listening = true;
    this.#tries = 0;
    connection.reached();
    if (this.#missed) for (const action of this.#returns) action();
    this.#missed = false;
  }

  /** The browser's own retrying gives up on some answers and can't be told when; so it is ours. */
  #broke() {
    this.stop();
    this.#missed = true;
    const pause = PAUSES[Math.min(this.#tries++, PAUSES.length - 1)];
    this.#timer = setTimeout(() => this.start(), pause);
    // A broken stream says nothing of why; asking who is signed in shows whether the server or the session is gone.
    me().catch(() => {});
  }
}

export const live = new Live();
