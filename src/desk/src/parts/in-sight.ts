// On a phone a row of choices is wider than the screen, and the one that is chosen may stand beyond its edge.

/** Scrolls what it is attached to into sight while it is the chosen one. */
export const inSight = (chosen: boolean) => (choice: HTMLElement) => {
  if (chosen) choice.scrollIntoView({ block: 'nearest', inline: 'nearest' });
};
