// English: the bell.
export const notifications = {
  open: 'Notifications',
  unread: (n: number) => (n === 1 ? 'Notifications: 1 unread' : `Notifications: ${n} unread`),
  empty: 'There is nothing new.',
  questions: 'Waiting for an answer',
  readAll: 'Mark all as read',
  read: 'Mark as read',
  more: 'Show older ones',
  accept: 'Accept',
  decline: 'Decline',
  completed: 'Completed',
  noShow: 'No-show',
  openBooking: 'Open the booking',
  saidAccepted: 'Accepted: the appointment stands',
  saidDeclined: 'Declined: the slot is free again',
  saidCompleted: 'Marked as completed',
  saidNoShow: 'Marked as a no-show',
};
