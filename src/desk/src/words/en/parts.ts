// English: the small parts.
export const parts = {
  close: 'Close',
  cancel: 'Cancel',
  save: 'Save',
  time: 'such as 09:30',
  notATime: 'is not a time such as 09:30',
  date: 'such as 24/03/2026',
  notADate: 'is not a date such as 24/03/2026',
  notANumber: 'is not a number',
  pickDate: 'Pick a date',
  monthBefore: 'The month before',
  monthAfter: 'The month after',
  loading: 'Loading …',
  retry: 'Try again',
};
