// Light or dark: the system's choice, or this screen's own, which stays on this machine.

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'daybook.theme';

class Look {
  theme = $state<Theme>('system');

  constructor() {
    const kept = localStorage.getItem(KEY);
    this.set(kept === 'light' || kept === 'dark' ? kept : 'system');
  }

  set(theme: Theme) {
    this.theme = theme;
    document.documentElement.dataset.theme = theme;
    localStorage.setItem(KEY, theme);
  }
}

export const look = new Look();
