// English: the screen of settings.
export const settings = {
  empty: 'There is nothing to set here yet.',
};
