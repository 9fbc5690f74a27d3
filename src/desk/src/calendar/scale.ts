// Minutes to pixels and back. The height of a quarter of an hour fits the day into the window, within bounds: so
// thin that a card's name can't be read is no use, and so tall that the day must be scrolled for nothing isn't either.

import type { Span } from './spans';

export const QUARTER = 15;
const THINNEST = 15;
const TALLEST = 28;
const THINNEST_ON_TOUCH = 24;
/** Drags land on fives: services last 20 and 35 minutes, too. */
export const STEP = 5;

export interface Scale {
  /** The minutes that are drawn: whole hours around all that is to be seen. */
  range: Span;
  /** Height of a quarter of an hour, in pixels. */
  quarter: number;
}

/** How tall a quarter is for the hours that matter to fit the window. */
export function quarterFor(hours: Span, height: number, touch: boolean): number {
  const quarters = Math.max(1, (hours.to - hours.from) / QUARTER);
  const fitting = Math.floor(height / quarters);
  return Math.min(TALLEST, Math.max(touch ? THINNEST_ON_TOUCH : THINNEST, fitting));
}

const hourBefore = (minute: number) => Math.floor(minute / 60) * 60;
const hourAfter = (minute: number) => Math.ceil(minute / 60) * 60;

/** Whole hours around these stretches. */
export function around(spans: Span[], otherwise: Span): Span {
  if (spans.length === 0) return otherwise;
  const from = Math.min(...spans.map((span) => span.from));
  const to = Math.max(...spans.map((span) => span.to));
  return { from: Math.max(0, hourBefore(from)), to: Math.min(24 * 60, hourAfter(to)) };
}

/** An hour more at either end, so that an early or late appointment has somewhere to be dragged to. */
export const withMargin = (span: Span): Span => ({
  from: Math.max(0, span.from - 60),
  to: Math.min(24 * 60, span.to + 60),
});

export const pixels = (scale: Scale, minutes: number): number => (minutes / QUARTER) * scale.quarter;

export const top = (scale: Scale, minute: number): number => pixels(scale, minute - scale.range.from);

export const height = (scale: Scale): number => pixels(scale, scale.range.to - scale.range.from);

/** The minute of the day at this height, unrounded. */
export const minuteAt = (scale: Scale, y: number): number => scale.range.from + (y / scale.quarter) * QUARTER;

export const snapped = (minute: number, step: number): number => Math.round(minute / step) * step;

/** The slot that holds this minute. */
export const slotOf = (minute: number, step: number): number => Math.floor(minute / step) * step;
