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

/** An address in a request as the gateway understands it: E.164, `short:` and a short code, or null. */
export const understandAddress = (text: string): string | null => {
	const plain = percentDecoded(text);
	const digits = mobile.exec(plain)?.[1];
	if (digits) return `+1${digits}`;
	const shortCode = shortCodeAddress.exec(plain)?.[1];
	return shortCode ? `short:${shortCode}` : null;
};

/** Who texts: as people write numbers, and a short code without `short:` too. */
export const understandSender = (text: string): string | null => {
	const plain = text.replace(/[\s().-]/g, '');
	return understandAddress(/^\d{3,8}$/.test(plain) ? `short:${plain}` : plain);
};

/** A short code in OneAPI's senderAddress: bare, `short:` or `tel:`, URL-encoded or not. */
export const understandShortCode = (text: string): string | null =>
	/^(?:short:|tel:)?(\d{3,8})$/i.exec(percentDecoded(text))?.[1] ?? null;

const writers: Record<AddressForm, (nationalNumber: string) => string> = {
	'tel:+1': (number) => `tel:+1${number}`,
	'tel:1': (number) => `tel:1${number}`,
	'tel:': (number) => `tel:${number}`,
	bare: (number) => number,
	e164: (number) => `+1${number}`,
	encoded: (number) => `tel%3A%2B1${number}`,
	encodedTwice: (number) => `tel%253A%252B1${number}`,
};

/** Writes an address that `understandAddress` gave. */
export const writeAddress = (address: string, form: AddressForm): string => {
	if (address.startsWith('+1')) return writers[form](address.slice(2));
	return form.startsWith('tel:') ? address : address.slice('short:'.length);
};
