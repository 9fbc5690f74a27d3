// Whether the server answers. While it doesn't, an amber bar says so, and it is asked again every other second.

/** Between two questions while the server is away. */
const RETRY_MS = 2_000;

class Connection {
  /** The server did not answer last time. */
  away = $state(false);
  #back = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** A request found no server. */
  lost() {
    this.away = true;
    this.#timer ??= setTimeout(() => this.#ask(), RETRY_MS);
  }

  /** The server answered, whatever it said. */
  reached() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.away) return;
    this.away = false;
    for (const action of this.#back) action();
  }

  /** Has something done each time the server is back: what is shown may be old. Answers how to stop that. */
  whenBack(action: () => void): () => void {
    this.#back.add(action);
    return () => this.#back.delete(action);
  }

  async #ask() {
    this.#timer = undefined;
    try {
      await fetch('/api/health', { cache: 'no-store', signal: AbortSignal.timeout(5_000) });
      this.reached();
    } catch {
      this.lost();
    }
  }
}

export const connection = new Connection();
