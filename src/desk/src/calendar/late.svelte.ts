// Running late, done: the column that is pushed, and the pushing, which one undo takes back.
import { book } from '../state/book.svelte';
import { now } from '../state/now.svelte';
import { team } from '../state/team.svelte';
import { toasts } from '../state/toasts.svelte';
import { minutesAfter, wallAt } from '../time/wall';
import { t } from '../words/index.svelte';
import type { Column } from './columns';
import { pushed, type Push } from './push';

class Late {
  /** Whose day is being pushed; null: nobody's. */
  column = $state.raw<Column | null>(null);

  open(column: Column): void {
    this.column = column;
  }

  close(): void {
    this.column = null;
  }

  /** What pushing the rest of the column by so many minutes would do. */
  preview(column: Column, minutes: number): Push[] {
    return pushed(column, minutesAfter(column.date, now.wall), minutes);
  }

  /** Pushes them, the last one first, so that none is in another's way. What was shown to clash was accepted. */
  async push(column: Column, minutes: number): Promise<void> {
    const words = t().calendar;
    const moves = this.preview(column, minutes).reverse();
    this.close();
    const takeBack = moves.map(({ entry, from, to }) => book.pretend(entry.id, place(column, from, to)));
    const done: Push[] = [];
    const end = toasts.begin();
    try {
      for (const move of moves) {
        await book.change(move.entry.id, place(column, move.from, move.to), { allow_overlap: move.clash !== null });
        done.push(move);
      }
    } catch (error) {
      toasts.fail(error);
      const stopped = moves[done.length]?.entry.booking.client_name ?? '';
      toasts.say(words.lateStopped(stopped), { tone: 'bad' });
    } finally {
      for (const back of takeBack) back();
    }
    const name = team.find(column.staffId)?.name ?? '';
    const text = words.latePushed(name, done.length, minutes);
    end(done.length > 0 ? toasts.say(text, { undo: () => this.#pull(column, done.reverse()) }) : undefined);
  }

  async #pull(column: Column, moves: Push[]): Promise<void> {
    for (const { entry } of moves) await book.change(entry.id, place(column, entry.from, entry.to), { allow_overlap: true });
  }
}

const place = (column: Column, from: number, to: number) => ({ start_at: wallAt(column.date, from), end_at: wallAt(column.date, to) });

export const late = new Late();
