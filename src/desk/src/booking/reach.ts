// How to reach a client from here: the links that a telephone, a computer and WhatsApp understand.

/** What a link needs: the number as it was written, and its international digits. */
export interface Number {
  phone: string;
  phone_digits: string;
}

const plain = (phone: string): string => phone.replace(/[^\d+]/g, '');

export const tel = ({ phone }: Number): string => `tel:${plain(phone)}`;

export const sms = ({ phone }: Number, text = ''): string =>
  `sms:${plain(phone)}${text ? `?body=${encodeURIComponent(text)}` : ''}`;

export const whatsApp = ({ phone_digits }: Number, text = ''): string =>
  `https://wa.me/${phone_digits}${text ? `?text=${encodeURIComponent(text)}` : ''}`;
