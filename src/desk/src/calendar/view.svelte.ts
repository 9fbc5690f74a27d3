// Which days and whose the calendar shows; the address says so, so that a reload and the Back button keep it.
import { now } from '../state/now.svelte';
import { route } from '../state/route.svelte';
import { session } from '../state/session.svelte';
import { visible } from '../state/visible';
import { isDay, plusDays, weekOf } from '../time/wall';

export type Mode = 'day' | 'week';

export class View {
  date = $derived(isDay(route.parts[1] ?? '') ? (route.parts[1] as string) : now.today);
  mode = $derived<Mode>(route.query.get('view') === 'week' ? 'week' : 'day');
  everybody = $derived(route.query.get('staff') === 'all');
  /** Whose week it is, of those who may be seen: as the address says, else one's own, else the first person's. */
  person = $derived.by(() => {
    const all = visible();
    const of = (id: number | null | undefined) => all.find((person) => person.id === id);
    return of(Number(route.query.get('staff'))) ?? of(session.me?.staff_id) ?? all.find((person) => person.active) ?? all[0];
  });
  days = $derived(this.mode === 'week' ? weekOf(this.date) : [this.date]);

  /** The address that shows something else instead. */
  address(to: { date?: string; mode?: Mode; staff?: number | 'all' }): string {
    const mode = to.mode ?? this.mode;
    const staff = to.staff ?? route.query.get('staff');
    const query = new URLSearchParams();
    if (mode === 'week') query.set('view', 'week');
    if (mode === 'week' && staff !== null) query.set('staff', String(staff));
    const text = query.toString();
    return `#/calendar/${to.date ?? this.date}${text ? `?${text}` : ''}`;
  }

  go(to: { date?: string; mode?: Mode; staff?: number | 'all' }): void {
    route.go(this.address(to).slice(1));
  }

  /** The day or the week before or after. */
  leaf(by: 1 | -1): void {
    this.go({ date: plusDays(this.date, by * (this.mode === 'week' ? 7 : 1)) });
  }
}
