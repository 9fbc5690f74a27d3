// English: the screen of reports.
export const reports = {
  empty: 'There is nothing to count yet.',
};
