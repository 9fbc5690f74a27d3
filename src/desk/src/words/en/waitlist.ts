// English: the screen of waitlist.
export const waitlist = {
  empty: 'Nobody is waiting.',
};
