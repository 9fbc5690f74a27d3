// English: the screen of staff.
export const staff = {
  empty: 'Nobody works here yet.',
};
