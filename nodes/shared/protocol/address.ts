/** AT&T's callback shows `tel%3A%2B1…`; some gateways escape it once more. */
const unescape = (address: string): string => {
	let plain = address.trim();
	for (let round = 0; round < 2 && plain.includes('%'); round++) {
		try {
			plain = decodeURIComponent(plain);
		} catch {
			return plain;
		}
	}
	return plain;
};

/** `tel:` is RFC 3966's, `sms:` RFC 5724's, `sip:` RFC 3261's. AT&T's page has `tel:` and `short:`. */
const scheme = /^(?:tel|short|sips?|sms|smsto|callto):/i;

/** An address without URL-encoding, scheme and parameters: `tel%3A%2B1206…` gives `+1206…`. */
export const plainAddress = (address: string): string => {
	const plain = unescape(address);
	const bare = plain.replace(scheme, '');
	// A query, as in `sms:+12065550100?body=Hi`, and a host, as in `sip:…@host`, need a scheme.
	const [path = ''] = bare.split(bare === plain ? ';' : /[;?@]/, 1);
	return path.trim();
};

/** Punctuation between digits, and the invisible characters that come along with copied text. */
const separators =
	/[\s().\-\u00ad\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** Short codes of the US have 5 or 6 digits; AT&T's own are up to 8 long (22627000). */
const longestShortCode = 8;

/**
 * Reads an address off the wire: `tel:`, `short:` or `sip:` and a number, or the number bare,
 * URL-encoded or not. A US number becomes E.164 (`+12065550100`), a short code its digits, and
 * anything else stays as it came. It never throws: a message must not be lost over its sender.
 */
export const readAddress = (address: string): string => {
	const read = plainAddress(address);
	// Where its punctuation is wrong, a number must not vanish.
	const plain = read === '' && /\d/.test(address) ? address.trim() : read;
	const digits = plain.replace(separators, '');
	if (/^\+\d{9,15}$/.test(digits)) return digits;
	if (!/^\d+$/.test(digits)) return plain;
	if (digits.length <= longestShortCode) return digits;
	if (digits.length === 10) return `+1${digits}`;
	if (digits.length === 11 && digits.startsWith('1')) return `+${digits}`;
	return plain;
};

/**
 * Reads the short code that a message was sent to, in any form of an address. A gateway may write
 * it like a number, with a plus sign: `+22627012`.
 */
export const readShortCodeAddress = (address: string): string => {
	const read = readAddress(address);
	const digits = read.startsWith('+') ? readAddress(read.slice(1)) : '';
	return /^\d{3,8}$/.test(digits) ? digits : read;
};

/** Writes an E.164 number as the address that AT&T's page sends to: `tel:+12065550100` (RFC 3966). */
export const telAddress = (number: string): string => `tel:${number}`;
