// Short messages that pass, and what can be taken back: each for 8 s in its toast, afterwards with Ctrl Z.
import { ApiError, Away } from '../api/client';
import { t } from '../words/index.svelte';

export interface Toast {
  id: number;
  text: string;
  /** A further line: how the client will hear of it. */
  detail?: string;
  tone: 'plain' | 'bad';
  undo?: () => Promise<unknown> | void;
  /** Further buttons: "send now". */
  actions?: { label: string; run: () => Promise<unknown> | void }[];
}

/** What is under way and will say what it did. Undo is asked of that. */
interface Pending {
  ask: () => void;
}

type Extras = Partial<Omit<Toast, 'id' | 'text'>>;

const LASTS_MS = 8_000;
const MOST_SHOWN = 3;
const MOST_UNDONE = 50;

class Toasts {
  shown = $state.raw<Toast[]>([]);
  /** In the order in which it was done. */
  #undoable: (Toast | Pending)[] = [];
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  /** Says something; with `undo`, it can be taken back. */
  say(text: string, extras: Extras = {}): Toast {
    const toast: Toast = { id: this.#next++, text, tone: 'plain', ...extras };
    this.shown = [...this.shown, toast].slice(-MOST_SHOWN);
    if (toast.undo) this.#undoable = [...this.#undoable, toast].slice(-MOST_UNDONE);
    this.resume(toast);
    return toast;
  }

  /**
   * Something begins that says in the end what it did, or nothing where it was refused; an undo that is asked for before
   * waits for that, once, unless `ask` knows better. Answers how to end it.
   */
  begin(ask?: () => void): (said?: Toast) => void {
    let asked = false;
    const pending = { ask: ask ?? (() => (asked = true)) };
    this.#undoable = [...this.#undoable, pending];
    return (said) => {
      // Whoever began it may have gone.
      if (!this.#undoable.includes(pending)) return;
      const others = this.#undoable.filter((other) => other !== said);
      this.#undoable = others.flatMap((other) => (other !== pending ? [other] : said?.undo ? [said] : []));
      if (asked && said) void this.undo(said);
    };
  }

  /** Does something of that kind. */
  async during<Said extends Toast | undefined>(work: () => Promise<Said>): Promise<Said> {
    const end = this.begin();
    try {
      const said = await work();
      end(said);
      return said;
    } finally {
      end();
    }
  }

  /** Says in words what went wrong; a server that is away has its bar, so that says nothing more. */
  fail(error: unknown) {
    if (error instanceof Away) return;
    if (error instanceof ApiError) this.say(error.message, { tone: 'bad' });
    else {
      console.error(error);
      this.say(t().shell.broken, { tone: 'bad' });
    }
  }

  /** Takes this back, or else the last thing that can be. */
  async undo(toast = this.#undoable.at(-1)) {
    if (toast && 'ask' in toast) return toast.ask();
    if (!toast?.undo) return;
    this.#undoable = this.#undoable.filter((other) => other !== toast);
    this.close(toast);
    try {
      await toast.undo();
    } catch (error) {
      // What could not be reached can still be taken back when the server is there again.
      if (error instanceof Away) this.#undoable = [...this.#undoable, toast];
      this.fail(error);
    }
  }

  /** Whoever reads it needs it to stay. */
  hold(toast: Toast) {
    clearTimeout(this.#timers.get(toast.id));
  }

  resume(toast: Toast) {
    this.hold(toast);
    this.#timers.set(toast.id, setTimeout(() => this.close(toast), LASTS_MS));
  }

  close(toast: Toast) {
    this.hold(toast);
    this.#timers.delete(toast.id);
    this.shown = this.shown.filter((other) => other.id !== toast.id);
  }

  /** Forgets everything: it was another person's. */
  clear() {
    this.shown.forEach((toast) => this.close(toast));
    this.#undoable = [];
  }
}

export const toasts = new Toasts();
