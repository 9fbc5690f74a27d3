// What nobody waits for is loaded once the first screen stands there.
import { book } from './book.svelte';
import { route } from './route.svelte';

/** So long the first screen is still being drawn. */
const LATER_MS = 400;

/** Has something done then. Called while a component is made. */
export function onceStanding(action: () => void): void {
  $effect(() => {
    const standing = book.ready || (route.screen !== '' && route.screen !== 'calendar');
    if (!standing) return;
    const timer = setTimeout(action, LATER_MS);
    return () => clearTimeout(timer);
  });
}
