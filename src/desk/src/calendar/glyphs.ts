// A sign for each status, so that none is told by colour alone. The last character asks for the plain form, not a picture.
export const GLYPHS = {
  scheduled: '○',
  provisional: '◌',
  completed: '✔\uFE0E',
  'no-show': '✕\uFE0E',
  cancelled: '–',
  /** No status, but seen at a glance: the client sits there. */
  arrived: '●',
} as const;
