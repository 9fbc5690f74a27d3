// English: Daybook about itself, and on other screens.
export const about = {
  version: 'Version',
  licence: 'Licence',
  builtOn: (parts: string) => `Built on the work of others: ${parts} parts`,
  howToOpen: 'Point a phone’s camera at a code, or type the address on any other screen.',
  code: (address: string) => `Code for ${address}`,
  sameNetwork: 'They must be in the salon’s own network: not the guests’, and not on mobile data.',
  noOthers: 'Other screens can’t get here: Daybook is open to this machine alone.',
  letOthersIn: 'To let them in, write this into config.toml and start Daybook again:',
  orLan: 'Or start it with “daybook serve --lan”. Then the addresses stand here.',
  here: 'On this machine:',
};
