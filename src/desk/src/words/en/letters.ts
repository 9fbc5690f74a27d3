// English: the screen of letters.
export const letters = {
  empty: 'No letters have been written yet.',
};
