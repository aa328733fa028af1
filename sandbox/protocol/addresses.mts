import type { AddressForm } from '../types.mts';

/** The forms in which AT&T takes an address: `tel:` or bare, with `+1`, `1` or neither. */
const mobile = /^(?:tel:)?(?:\+?1)?(\d{10})$/i;
const shortCodeAddress = /^short:(\d{3,8})$/i;

const percentDecoded = (text: string): string => {
	try {
		return text.includes('%') ? decodeURIComponent(text) : text;
	} catch {
		return text;
	}
};

/** Reads an address in a request: as E.164, or `short:` and a short code. Null if it is neither. */
export const readAddress = (text: string): string | null => {
	const plain = percentDecoded(text);
	const digits = mobile.exec(plain)?.[1];
	if (digits) return `+1${digits}`;
	const shortCode = shortCodeAddress.exec(plain)?.[1];
	return shortCode ? `short:${shortCode}` : null;
};

/** Reads a number as people write it, or a short code with or without `short:`. */
export const readSender = (text: string): string | null => {
	const plain = text.replace(/[\s().-]/g, '');
	return readAddress(/^\d{3,8}$/.test(plain) ? `short:${plain}` : plain);
};

/** Reads a short code in OneAPI's senderAddress: bare, `short:` or `tel:`, URL-encoded or not. */
export const readShortCode = (text: string): string | null =>
	/^(?:short:|tel:)?(\d{3,8})$/i.exec(percentDecoded(text))?.[1] ?? null;

/**
 * Area codes that no mobile has: those that can't exist (North American Numbering Plan: they start
 * with 2 to 9, and N11 and N9X are reserved), toll-free ones, 700 and 900.
 */
const unreachableArea = /^\+1(?:[01]|.11|.9|8(?:00|22|33|44|55|66|77|88)|[79]00)/;

/** Whether a mobile of AT&T's can have the address, or it is a short code. */
export const isReachable = (address: string): boolean => !unreachableArea.test(address);

const writers: Record<AddressForm, (nationalNumber: string) => string> = {
	'tel:+1': (number) => `tel:+1${number}`,
	'tel:1': (number) => `tel:1${number}`,
	'tel:': (number) => `tel:${number}`,
	bare: (number) => number,
	e164: (number) => `+1${number}`,
	encoded: (number) => `tel%3A%2B1${number}`,
	encodedTwice: (number) => `tel%253A%252B1${number}`,
};

/** Writes an address that `readAddress` gave. */
export const writeAddress = (address: string, form: AddressForm): string => {
	if (address.startsWith('+1')) return writers[form](address.slice(2));
	return form.startsWith('tel:') ? address : address.slice('short:'.length);
};
