// How tall the line at the foot of every screen is. It comes late and may go again, so whatever stands there makes room
// for it, and what is fitted to the window is fitted as if it weren't there: nothing above it moves.

class Foot {
  /** In pixels; 0 while there is none. */
  height = $state(0);

  take(height: number) {
    this.height = height;
    document.documentElement.style.setProperty('--foot', `${height}px`);
  }
}

export const foot = new Foot();
