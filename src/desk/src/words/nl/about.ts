// Dutch: Daybook about itself, and on other screens.
import type { Words } from '../en';

export const about: Words['about'] = {
  version: 'Versie',
  licence: 'Licentie',
  builtOn: (parts) => `Gebouwd op het werk van anderen: ${parts} onderdelen`,
  howToOpen: 'Richt de camera van een telefoon op een code, of typ het adres op een ander scherm.',
  code: (address) => `Code voor ${address}`,
  sameNetwork: 'Ze moeten in het eigen netwerk van de salon zijn: niet in dat van de gasten en niet op mobiele data.',
  noOthers: 'Andere schermen kunnen hier niet bij: Daybook is alleen open voor deze computer.',
  letOthersIn: 'Om ze toe te laten, zet u dit in config.toml en start u Daybook opnieuw:',
  orLan: 'Of start het met “daybook serve --lan”. Daarna staan de adressen hier.',
  here: 'Op deze computer:',
};
