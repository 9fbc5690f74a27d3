// The present in the salon: the server's, carried on by this machine's clock and asked for again now and then.
import * as salon from '../api/salon';
import { ApiError, Away } from '../api/client';
import { clockOf, dayOf, instantOf, wallOf } from '../time/wall';
import { connection } from './connection.svelte';

/** How often what is shown moves on. */
const TICK_MS = 5_000;
/** How often the server is asked again, also at the turn of the hour, where clocks change. */
const ASK_MS = 10 * 60_000;

class Present {
  /** What the salon's clock shows, `YYYY-MM-DD HH:MM:SS`; empty until the server has said so. */
  wall = $state('');
  /** The salon's zone, IANA. */
  timezone = $state('UTC');
  today = $derived(this.wall && dayOf(this.wall));
  clock = $derived(this.wall && clockOf(this.wall));
  /** The server's wall clock and this machine's, when it was last asked. */
  #asked = { wall: 0, at: 0 };
  #timer: ReturnType<typeof setInterval> | undefined;

  async start() {
    await this.ask();
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    document.addEventListener('visibilitychange', () => !document.hidden && void this.ask());
    connection.whenBack(() => void this.ask());
  }

  async ask() {
    try {
      const { wall, timezone } = await salon.now();
      this.timezone = timezone;
      this.#asked = { wall: instantOf(wall), at: Date.now() };
      this.wall = wall;
    } catch (error) {
      if (!(error instanceof Away || error instanceof ApiError)) throw error;
    }
  }

  #tick() {
    const passed = Date.now() - this.#asked.at;
    const next = wallOf(this.#asked.wall + passed);
    const turned = next.slice(0, 13) !== this.wall.slice(0, 13);
    this.wall = next;
    // A machine that slept, or whose clock was set, knows nothing of how long it was.
    if (turned || passed > ASK_MS || passed < 0) void this.ask();
  }
}

export const now = new Present();
