// Which sheet about Daybook itself lies open. The account's menu says so; the shell shows it.

export type Sheet = 'addresses' | 'about';

class Opened {
  sheet = $state<Sheet | null>(null);

  show(sheet: Sheet) {
    this.sheet = sheet;
  }

  close() {
    this.sheet = null;
  }
}

export const opened = new Opened();
