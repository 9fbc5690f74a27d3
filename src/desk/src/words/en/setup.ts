// English: the first day.
export const setup = {
  title: 'Set up your salon',
  empty: 'This salon is not set up yet.',
};
