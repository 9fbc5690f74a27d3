// Stretches of a day in minutes since its midnight. Everything that the grid draws or frees is made of them, so
// their arithmetic lives in one place and knows nothing of bookings.

export interface Span {
  from: number;
  to: number;
}

export const overlap = (a: Span, b: Span): boolean => a.from < b.to && b.from < a.to;

export const contains = (outer: Span, inner: Span): boolean => outer.from <= inner.from && inner.to <= outer.to;

export const minutes = (spans: Span[]): number => spans.reduce((sum, span) => sum + span.to - span.from, 0);

/** The same stretches in order, those that touch or overlap made one. */
export function joined(spans: Span[]): Span[] {
  const sorted = spans.filter((span) => span.from < span.to).sort((a, b) => a.from - b.from);
  const result: Span[] = [];
  for (const span of sorted) {
    const last = result.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else result.push({ ...span });
  }
  return result;
}

/** What is in both. */
export function common(a: Span[], b: Span[]): Span[] {
  const both: Span[] = [];
  for (const one of a)
    for (const other of b) {
      const span = { from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) };
      if (span.from < span.to) both.push(span);
    }
  return joined(both);
}

/** What is left of `whole` once `taken` is taken out. */
export function less(whole: Span[], taken: Span[]): Span[] {
  let left = joined(whole);
  for (const hole of taken)
    left = left.flatMap((span) =>
      overlap(span, hole)
        ? [
            { from: span.from, to: Math.min(span.to, hole.from) },
            { from: Math.max(span.from, hole.to), to: span.to },
          ].filter((rest) => rest.from < rest.to)
        : [span],
    );
  return left;
}
