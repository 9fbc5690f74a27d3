// Dragging on the grid: what is held and where it would land. Pointer events only note where the pointer is; once a
// frame the place under it is worked out, and only when that changes is anything drawn.
import type { Booking, WaitlistEntry } from '../api/types';
import type { Column, Entry } from './columns';
import { minuteAt, slotOf, snapped, STEP, type Scale } from './scale';

export type Held =
  | { kind: 'move'; entry: Entry; grab: number }
  | { kind: 'resize'; entry: Entry; column: number; grab: number }
  | { kind: 'new'; column: number; anchor: number; block: boolean }
  | { kind: 'place'; booking: Booking; minutes: number }
  | { kind: 'carry'; waiting: WaitlistEntry; minutes: number };

/** A column by its number, and minutes of its day. */
export interface Target {
  column: number;
  from: number;
  to: number;
}

export interface Plane {
  columns(): Column[];
  scale(): Scale;
  /** Minutes of a slot: what a click on free time takes. */
  slot(): number;
  /** What the columns lie in; pointers are reckoned from its corner. */
  element(): HTMLElement | undefined;
  scroller(): HTMLElement | undefined;
  drop(held: Held, target: Target): void;
}

/** A mouse that moves less than this only clicks. */
const THRESHOLD_PX = 4;
/** A finger that stays this long takes hold; one that moves before that scrolls. */
const LONG_PRESS_MS = 400;
const FINGER_SLACK_PX = 10;
/** So near to the edge, the grid scrolls along. */
const EDGE_PX = 36;
const SCROLL_PX = 12;
/** What is sticky at the top and at the left. */
const HEADS_PX = 46;
const HOURS_PX = 44;
const SHORTEST_MINUTES = 5;
const DAY_MINUTES = 24 * 60;

export class Drag {
  held = $state.raw<Held | null>(null);
  target = $state.raw<Target | null>(null);
  /** The click that a browser sends after a drag is none. */
  clicked = true;
  #pressed: { x: number; y: number; id: number; begin: () => Held | null } | null = null;
  #pointer = { x: 0, y: 0 };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;
  /** Whether the pointer was away from the edges since: a card taken up near one must not make the grid run. */
  #beenInside = false;

  constructor(readonly plane: Plane) {}

  /** A pointer went down on something; `begin` says what would be held if it moves. */
  press(event: PointerEvent, begin: () => Held | null): void {
    if (event.button !== 0 || this.held) return;
    this.clicked = true;
    this.#pointer = { x: event.clientX, y: event.clientY };
    this.#pressed = { ...this.#pointer, id: event.pointerId, begin };
    if (event.pointerType !== 'mouse') this.#timer = setTimeout(() => this.#begin(), LONG_PRESS_MS);
  }

  move(event: PointerEvent): void {
    this.#pointer = { x: event.clientX, y: event.clientY };
    if (this.held) return this.#soon();
    const pressed = this.#pressed;
    if (!pressed || pressed.id !== event.pointerId) return;
    const away = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y);
    if (event.pointerType === 'mouse') {
      if (away >= THRESHOLD_PX) this.#begin();
    } else if (away > FINGER_SLACK_PX) this.#forget();
  }

  release(event: PointerEvent): void {
    this.#pointer = { x: event.clientX, y: event.clientY };
    this.#forget();
    const { held } = this;
    if (!held || held.kind === 'place') return;
    this.#aim();
    // What was carried here by a tap stays in the hand where it can't land; the click after that tap is none.
    if (held.kind === 'carry') this.clicked = false;
    this.land();
  }

  /** Puts down what is held where it would land. */
  land(): void {
    const { held, target } = this;
    this.cancel();
    if (held && target) this.plane.drop(held, target);
  }

  /** Lets go without a change. */
  cancel(): void {
    this.#forget();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.held = null;
    this.target = null;
  }

  /** Takes hold of something that no pointer went down on: what was cut, or carried here from elsewhere. */
  take(held: Held): void {
    this.#forget();
    this.held = held;
    this.target = null;
  }

  /** Follows a pointer that another element sends its moves to. */
  follow(x: number, y: number): void {
    this.#pointer = { x, y };
    this.#soon();
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#pressed = null;
  }

  #begin(): void {
    const pressed = this.#pressed;
    this.#forget();
    const held = pressed?.begin() ?? null;
    if (!held || !pressed) return;
    this.clicked = false;
    this.#beenInside = false;
    this.held = held;
    this.plane.element()?.setPointerCapture(pressed.id);
    this.#soon();
  }

  #soon(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#tick());
  }

  #tick(): void {
    this.#frame = 0;
    if (!this.held) return;
    const scrolled = this.#scroll();
    this.#aim();
    if (scrolled) this.#soon();
  }

  /** Scrolls when the pointer is at an edge; answers whether it did. */
  #scroll(): boolean {
    const scroller = this.plane.scroller();
    if (!scroller || this.held?.kind === 'place') return false;
    const box = scroller.getBoundingClientRect();
    const push = (at: number, from: number, to: number) => (at < from + EDGE_PX ? -SCROLL_PX : at > to - EDGE_PX ? SCROLL_PX : 0);
    const [left, top] = [scroller.scrollLeft, scroller.scrollTop];
    const down = push(this.#pointer.y, box.top + HEADS_PX, box.bottom);
    const wide = scroller.scrollWidth > scroller.clientWidth + 1;
    const across = wide ? push(this.#pointer.x, box.left + HOURS_PX, box.right) : 0;
    this.#beenInside ||= down === 0 && across === 0;
    if (!this.#beenInside) return false;
    if (down !== 0) scroller.scrollTop += down;
    if (across !== 0) scroller.scrollLeft += across;
    return scroller.scrollLeft !== left || scroller.scrollTop !== top;
  }

  /** The column and the minute under the pointer, unrounded; null where the pointer is beside the grid. */
  under(x: number, y: number): { column: number; minute: number } | null {
    const box = this.plane.element()?.getBoundingClientRect();
    const count = this.plane.columns().length;
    if (!box || count === 0) return null;
    const column = Math.floor(((x - box.left) / box.width) * count);
    if (column < 0 || column >= count || y < box.top || y > box.bottom) return null;
    return { column, minute: minuteAt(this.plane.scale(), y - box.top) };
  }

  #aim(): void {
    const { held } = this;
    const under = this.#seen(held) ? this.under(this.#pointer.x, this.#pointer.y) : null;
    // Beside the grid a card keeps the last place; what comes from elsewhere has none yet.
    if (!held || (!under && (held.kind === 'move' || held.kind === 'resize' || held.kind === 'new'))) return;
    const next = under && this.#landing(held, under);
    const now = this.target;
    if (now?.column !== next?.column || now?.from !== next?.from || now?.to !== next?.to) this.target = next;
  }

  /** What comes from elsewhere lands only where the grid is seen: not behind its heads, nor behind what lies over it. */
  #seen(held: Held | null): boolean {
    if (held?.kind !== 'carry') return true;
    const top = document.elementFromPoint(this.#pointer.x, this.#pointer.y);
    return this.plane.element()?.contains(top) ?? false;
  }

  #landing(held: Held, { column, minute }: { column: number; minute: number }): Target {
    const slot = this.plane.slot();
    switch (held.kind) {
      case 'move':
        return within(column, snapped(minute - held.grab, STEP), held.entry.to - held.entry.from);
      case 'place':
      case 'carry':
        return within(column, slotOf(minute, STEP), held.minutes);
      case 'resize': {
        const to = Math.max(held.entry.from + SHORTEST_MINUTES, snapped(minute - held.grab, STEP));
        return { column: held.column, from: held.entry.from, to };
      }
      case 'new': {
        const at = slotOf(minute, slot);
        const [from, to] = [Math.min(held.anchor, at), Math.max(held.anchor, at) + slot];
        return { column: held.column, from, to };
      }
    }
  }
}

const within = (column: number, from: number, minutes: number): Target => {
  const start = Math.max(0, Math.min(from, DAY_MINUTES - STEP));
  return { column, from: start, to: start + minutes };
};
