// English: the line that warns of backups.
export const backupLine = {
  problem: 'Something went wrong with the backups.',
  since: (when: string) => `There has been no good backup since ${when}.`,
  last: (when: string) => `The last good one: ${when}.`,
  none: 'There is no good backup.',
  tell: 'Please tell the owner.',
};
