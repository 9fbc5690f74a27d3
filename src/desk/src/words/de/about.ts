// German: Daybook about itself, and on other screens.
import type { Words } from '../en';

export const about: Words['about'] = {
  version: 'Version',
  licence: 'Lizenz',
  builtOn: (parts) => `Gebaut auf der Arbeit anderer: ${parts} Teile`,
  howToOpen: 'Richten Sie die Kamera eines Telefons auf einen Code oder tippen Sie die Adresse auf einem anderen Gerät ein.',
  code: (address) => `Code für ${address}`,
  sameNetwork: 'Sie müssen im eigenen Netz des Salons sein: nicht im Gästenetz und nicht mit mobilen Daten.',
  noOthers: 'Andere Geräte kommen nicht hierher: Daybook ist nur für diesen Rechner offen.',
  letOthersIn: 'Um sie einzulassen, schreiben Sie dies in config.toml und starten Daybook neu:',
  orLan: 'Oder starten Sie es mit „daybook serve --lan“. Dann stehen die Adressen hier.',
  here: 'Auf diesem Rechner:',
};
