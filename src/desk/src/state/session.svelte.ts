// Who sits at this screen, and what the desk does when somebody comes or goes.
import { Away, whenSignedOut } from '../api/client';
import * as calls from '../api/session';
import type { Myself, Role } from '../api/types';
import { language } from '../words/index.svelte';
import { connection } from './connection.svelte';
import { eraseCopy } from './copy-name';
import { firstRun } from './first-run.svelte';
import { live } from './live.svelte';
import { now } from './now.svelte';
import { services } from './services.svelte';
import { settings } from './settings.svelte';
import { team } from './team.svelte';
import { toasts } from './toasts.svelte';

/** `starting` until the server has said who asks; `opening` while what every screen needs is read. */
type Phase = 'starting' | 'setup' | 'signed-out' | 'opening' | 'open';

class Session {
  phase = $state<Phase>('starting');
  me = $state.raw<Myself | null>(null);
  #ends = new Set<() => void>();

  constructor() {
    whenSignedOut(() => this.ended());
    connection.whenBack(() => this.phase === 'starting' && void this.start());
  }

  async start() {
    try {
      const me = await calls.me().catch(unlessAway);
      if (me) return await this.open(me);
      // The session ended while nobody looked.
      eraseCopy();
      this.phase = (await calls.needsSetup()) ? 'setup' : 'signed-out';
    } catch (error) {
      // The server is away: its bar says so, and when it is back this is tried again.
      if (!(error instanceof Away)) throw error;
    }
  }

  async signIn(email: string, password: string) {
    await this.open((await calls.signIn(email, password)).user);
  }

  /** Makes the salon; then come the first steps in it. */
  async setUp(day: calls.FirstDay) {
    const { user } = await calls.setUp(day);
    firstRun.begin();
    // The link has done its work, and its code is nobody's business.
    history.replaceState(null, '', '/#/calendar');
    dispatchEvent(new HashChangeEvent('hashchange'));
    await this.open(user);
  }

  /** Opens the desk for somebody who is signed in. */
  async open(me: Myself) {
    this.me = me;
    this.phase = 'opening';
    await Promise.all([now.start(), settings.load(), team.load(), services.load()]);
    if (!settings.all || !team.loaded || !services.loaded) {
      // The server went away meanwhile, and may have answered since: a moment later this begins anew.
      this.phase = 'starting';
      return connection.lost();
    }
    await language.follow(settings.all.locale);
    live.start();
    this.phase = 'open';
  }

  async signOut() {
    try {
      await calls.signOut();
    } catch (error) {
      return toasts.fail(error);
    }
    this.ended();
  }

  /** The session is over, here or on the server. What the next person may not see is forgotten. */
  ended() {
    live.stop();
    toasts.clear();
    team.clear();
    services.clear();
    for (const forget of this.#ends) forget();
    this.me = null;
    eraseCopy();
    this.phase = 'signed-out';
  }

  /** Has something forgotten when the session is over: what the next person may not see. */
  onEnd(forget: () => void) {
    this.#ends.add(forget);
  }

  is(...roles: Role[]): boolean {
    return this.me !== null && roles.includes(this.me.role);
  }
}

/** Nobody, where the server says so. */
function unlessAway(error: unknown): null {
  if (error instanceof Away) throw error;
  return null;
}

export const session = new Session();
