// The first steps after a salon was made: what is left of them. They are kept on this machine, so that a reload doesn't
// lose them, and once done or skipped they never come back.
const KEY = 'daybook.first-run';
export const STEPS = ['hours', 'staff', 'services', 'clients', 'mail'] as const;
export type Step = (typeof STEPS)[number];

class FirstRun {
  /** The step at hand; null: none. */
  step = $state<Step | null>(read());

  begin() {
    this.#keep(STEPS[0]);
  }

  /** Goes on, whether the step was done or skipped. */
  next() {
    this.#keep((this.step && STEPS[STEPS.indexOf(this.step) + 1]) ?? null);
  }

  go(step: Step) {
    this.#keep(step);
  }

  end() {
    this.#keep(null);
  }

  #keep(step: Step | null) {
    this.step = step;
    if (step) localStorage.setItem(KEY, step);
    else localStorage.removeItem(KEY);
  }
}

function read(): Step | null {
  return STEPS.find((step) => step === localStorage.getItem(KEY)) ?? null;
}

export const firstRun = new FirstRun();
