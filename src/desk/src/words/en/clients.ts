// English: the screen of clients.
export const clients = {
  empty: 'There are no clients yet.',
};
