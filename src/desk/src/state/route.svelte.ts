// Which screen is open: hash routes such as `#/clients/5` or `#/calendar/2026-11-23?view=week`.

class Route {
  /** The path's parts: `['clients', '5']`. */
  parts = $state.raw<string[]>([]);
  query = $state.raw(new URLSearchParams());
  /** The first part, the screen. */
  screen = $derived(this.parts[0] ?? '');

  #at: string | null = null;

  constructor() {
    addEventListener('hashchange', () => this.#read());
    this.#read();
  }

  #read() {
    if (this.#at === location.hash) return;
    this.#at = location.hash;
    const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?');
    this.parts = path.split('/').filter(Boolean).map(decoded);
    this.query = new URLSearchParams(query);
  }

  /** Opens an address, such as `/clients/5`; with `replace` the one before is forgotten. */
  go(path: string, { replace = false } = {}) {
    if (replace) location.replace(`#${path}`);
    else location.hash = path;
    // The browser tells of it later; a key that follows at once goes on from here.
    this.#read();
  }
}

/** People write anything into an address. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const route = new Route();
