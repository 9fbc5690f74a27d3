// Breaks and time off, given and taken back on the calendar.
import { timeOff } from '../api/resource';
import type { TimeOff } from '../api/types';
import { rota } from '../state/rota.svelte';
import { team } from '../state/team.svelte';
import { toasts } from '../state/toasts.svelte';
import { clockOf } from '../time/wall';
import { t } from '../words/index.svelte';

export type Block = Pick<TimeOff, 'staff_id' | 'start_at' | 'end_at' | 'reason' | 'repeat'>;

const spanText = (block: Block): string => `${clockOf(block.start_at)}–${clockOf(block.end_at)}`;
const nameOf = (block: Block): string => team.find(block.staff_id)?.name ?? '';

/** Keeps a time free of appointments. Those that are in it stay, and are named so that somebody moves them. */
export async function blockTime(block: Block): Promise<void> {
  const words = t().calendar;
  const end = toasts.begin();
  try {
    const { affected, ...saved } = await timeOff.create(block);
    rota.keep(saved);
    const names = affected.map((booking) => `${clockOf(booking.start_at)} ${booking.client_name}`).join(', ');
    const detail = affected.length > 0 ? words.stillBooked(names) : undefined;
    end(toasts.say(words.blocked(nameOf(block), spanText(block)), { detail, undo: () => takeBack(saved.id) }));
  } catch (error) {
    end();
    toasts.fail(error);
  }
}

async function takeBack(id: number): Promise<void> {
  await timeOff.remove(id);
  rota.drop(id);
}

/** Frees a time again; where it repeats, for good. */
export async function freeTime(off: TimeOff): Promise<void> {
  rota.drop(off.id);
  const end = toasts.begin();
  try {
    await timeOff.remove(off.id);
    const { id: _, ...again } = off;
    const undo = async () => rota.keep(await timeOff.create(again));
    end(toasts.say(t().calendar.freed(nameOf(off), spanText(off)), { undo }));
  } catch (error) {
    end();
    rota.keep(off);
    toasts.fail(error);
  }
}
