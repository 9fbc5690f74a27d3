// English: search and commands.
export const search = {
  open: 'Search or type a command',
  empty: 'There is nothing to find yet.',
};
