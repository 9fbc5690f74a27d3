// Changes come in bunches: one move writes several jobs, each with an event of its own. What is asked anew because of
// them is asked once, a moment after the last.

/** Does something once it was not asked for during so many milliseconds. Answers how to ask, and how to forget it. */
export function later(action: () => void, pause = 150): { soon: () => void; cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = () => clearTimeout(timer);
  const soon = () => {
    cancel();
    timer = setTimeout(action, pause);
  };
  return { soon, cancel };
}
