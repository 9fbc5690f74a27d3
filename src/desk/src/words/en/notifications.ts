// English: the bell.
export const notifications = {
  open: 'Notifications',
  empty: 'There is nothing new.',
};
