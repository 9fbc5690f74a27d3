// English: search and commands.
export const search = {
  open: 'Search or type a command',
  hint: 'A name, a phone number, a date or a command',
  empty: 'Nothing is called that. Try a name, part of a phone number, “fri” or “24.12”.',
  results: 'Results',
  groups: { clients: 'Clients', dates: 'Dates', commands: 'Commands' },
  next: (when: string) => `Next: ${when}`,
  nextOf: (name: string) => `Next appointment of ${name}`,
  toDate: (day: string) => `Calendar, ${day}`,
  howTo: '↑ ↓ choose · Enter opens · Esc closes',
  /** Words for days that somebody may type, and how far off they are. */
  days: { today: 0, tomorrow: 1, yesterday: -1, 'next week': 7 } as Record<string, number>,
  /** "in 2 weeks": what stands behind the number, in days. */
  units: { day: 1, days: 1, week: 7, weeks: 7 } as Record<string, number>,
  /** Before a weekday: that of next week. */
  nextWeek: /^next /,
  /** Each with other words under which somebody may look for it. */
  commands: {
    newBooking: { name: 'New booking', also: 'book appointment add' },
    walkIn: { name: 'Walk-in', also: 'walkin now passing' },
    newClient: { name: 'New client', also: 'add client person' },
    waitlist: { name: 'Add to the waitlist', also: 'wait queue line' },
    printToday: { name: 'Print today', also: 'paper day sheet' },
    printTomorrow: { name: 'Print tomorrow', also: 'paper day sheet' },
    today: { name: 'Go to today', also: 'calendar now' },
    week: { name: 'Show the week', also: 'calendar week view' },
    toCall: { name: 'Letters that are held or failed', also: 'problem mail why' },
    readAll: { name: 'Mark all notifications as read', also: 'bell' },
    light: { name: 'Light colours', also: 'theme day bright' },
    dark: { name: 'Dark colours', also: 'theme night' },
    english: { name: 'English', also: 'language' },
    dutch: { name: 'Nederlands', also: 'language dutch taal' },
    german: { name: 'Deutsch', also: 'language german sprache' },
    addresses: { name: 'On other screens', also: 'phone telephone tablet address qr code network' },
    about: { name: 'About Daybook', also: 'version licence' },
    signOut: { name: 'Sign out', also: 'log out leave' },
  },
};
