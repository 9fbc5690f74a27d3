// Cards that overlap stand side by side. Processing time is free, so whoever is booked into it overlaps with nobody:
// such a card stands in the hole that the other one leaves.

import { overlap, type Span } from './spans';

export interface Placed {
  /** From the left, counted from 0. */
  lane: number;
  /** How many share the width. */
  lanes: number;
  /** It lies in the processing time of another. */
  within: boolean;
}

interface Item extends Span {
  id: number;
  gap: Span | null;
}

/** The stretches of an item that take somebody's hands. */
export const busy = (item: Span & { gap: Span | null }): Span[] =>
  item.gap
    ? [
        { from: item.from, to: item.gap.from },
        { from: item.gap.to, to: item.to },
      ].filter((part) => part.from < part.to)
    : [{ from: item.from, to: item.to }];

const clash = (a: Item, b: Item): boolean =>
  overlap(a, b) && busy(a).some((part) => busy(b).some((other) => overlap(part, other)));

/** Where each item stands. Items that clash, also by way of others, share the width alike. */
export function lanes(items: Item[]): Map<number, Placed> {
  const sorted = [...items].sort((a, b) => a.from - b.from || b.to - a.to || a.id - b.id);
  const lane = new Map<number, number>();
  const group = new Map<number, Set<Item>>();
  const before: Item[] = [];
  for (const item of sorted) {
    const clashing = before.filter((other) => clash(item, other));
    const taken = new Set(clashing.map((other) => lane.get(other.id)));
    let free = 0;
    while (taken.has(free)) free += 1;
    lane.set(item.id, free);
    const members = new Set([item]);
    for (const other of clashing) for (const member of group.get(other.id) ?? []) members.add(member);
    for (const member of members) group.set(member.id, members);
    before.push(item);
  }
  const placed = new Map<number, Placed>();
  for (const item of sorted) {
    const members = [...(group.get(item.id) ?? [])];
    const count = Math.max(...members.map((member) => lane.get(member.id) ?? 0)) + 1;
    const within = items.some((other) => other.gap !== null && overlap(other.gap, item) && !clash(other, item));
    placed.set(item.id, { lane: lane.get(item.id) ?? 0, lanes: count, within });
  }
  return placed;
}
