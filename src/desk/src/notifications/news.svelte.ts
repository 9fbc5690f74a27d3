// What happened by itself or at another screen: how much of it is unread, and the newest, for whoever signed in.
import { Away } from '../api/client';
import * as api from '../api/notifications';
import { bookings, notifications } from '../api/resource';
import type { Booking, BookingStatus, Notification } from '../api/types';
import { connection } from '../state/connection.svelte';
import { later } from '../state/later';
import { live } from '../state/live.svelte';
import { now } from '../state/now.svelte';
import { toasts } from '../state/toasts.svelte';

const PAGE = 30;

class News {
  unread = $state(0);
  /** Null until they were read; only while the bell is open. */
  all = $state.raw<Notification[] | null>(null);
  more = $state(false);
  /** Provisional bookings that wait for an answer, the soonest first. */
  questions = $state.raw<Booking[]>([]);
  #pages = 0;

  /** Listens while somebody is signed in. Answers how to stop. */
  follow(): () => void {
    void this.count();
    const again = later(() => (void this.count(), this.#pages > 0 && void this.#read()));
    const heard = live.on(['notification', 'booking'], ({ type }) => (type === 'notification' || this.#pages > 0) && again.soon());
    const stops = [heard, live.onReturn(again.soon), connection.whenBack(again.soon), again.cancel];
    return () => stops.forEach((stop) => stop());
  }

  async count(): Promise<void> {
    await quietly(async () => {
      this.unread = await api.unread();
    });
  }

  async open(): Promise<void> {
    this.#pages = 1;
    await this.#read();
  }

  close(): void {
    this.#pages = 0;
    this.all = null;
  }

  async showMore(): Promise<void> {
    this.#pages++;
    await this.#read();
  }

  async #read(): Promise<void> {
    await quietly(async () => {
      const asked = bookings.all({ status: 'provisional', from: now.today });
      const pages = await Promise.all(Array.from({ length: this.#pages }, (_, n) => api.page(n + 1, PAGE)));
      this.questions = (await asked).reverse();
      this.all = pages.flatMap(({ data }) => data);
      this.more = (pages.at(-1)?.pages ?? 0) > this.#pages;
    });
  }

  /** Read, at once; back where the server can't be told. */
  async read(one: Notification): Promise<void> {
    if (one.read) return;
    const before = this.all;
    this.all = this.all?.map((other) => (other.id === one.id ? { ...other, read: true } : other)) ?? null;
    this.unread = Math.max(0, this.unread - 1);
    try {
      await notifications.change(one.id, { read: true });
    } catch (error) {
      this.all = before;
      this.unread++;
      toasts.fail(error);
    }
  }

  async readAll(): Promise<void> {
    const [before, unread] = [this.all, this.unread];
    this.all = this.all?.map((one) => ({ ...one, read: true })) ?? null;
    this.unread = 0;
    try {
      await api.readAll();
    } catch (error) {
      [this.all, this.unread] = [before, unread];
      toasts.fail(error);
    }
  }

  /** Says of a booking what becomes of it; undoable. `one` told of it, and is read with that. */
  async settle(id: number, change: { from: BookingStatus; to: BookingStatus }, said: string, detail: string, one?: Notification): Promise<void> {
    const end = toasts.begin();
    try {
      await bookings.change(id, { status: change.to });
      if (one) void this.read(one);
      end(toasts.say(said, { detail, undo: () => bookings.change(id, { status: change.from }) }));
    } catch (error) {
      end();
      toasts.fail(error);
    }
    if (this.#pages > 0) await this.#read();
  }
}

/** What comes by itself must not disturb: when the server is there again, it is asked again. */
async function quietly(question: () => Promise<void>): Promise<void> {
  try {
    await question();
  } catch (error) {
    if (!(error instanceof Away)) console.error(error);
  }
}

export const news = new News();
