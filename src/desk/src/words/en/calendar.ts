// English: the calendar.
export const calendar = {
  empty: 'No appointments on this day.',
};
