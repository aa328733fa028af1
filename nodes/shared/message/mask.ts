/**
 * Hides all but the last four digits of what may be a phone number (nine digits and more, however
 * written), so that an error or a log can name it. Short codes and message ids stay readable.
 */
export const maskNumbers = (text: string): string =>
	text.replace(
		// A URL-encoded one follows on the letters of an escape: tel%3A%2B12065550100.
		/(?:(?<![a-z0-9])|(?<=%(?:25)*[0-9a-f]{2}))\(?\d(?:(?:[\s().-]|%(?:25)*20){0,2}\d){8,14}(?![a-z0-9])/gi,
		(number) => maskDigits(number),
	);

/** Hides all digits but the last four. */
export const maskDigits = (number: string): string => {
	const digits = number.replace(/\D/g, '').length;
	let seen = 0;
	return number.replace(/\d/g, (digit) => (++seen <= digits - 4 ? '•' : digit));
};

/** Digits that any error may show: too few to be a number with its area code. */
const shownDigits = 7;

/**
 * Shows a number to the person who entered it: without the middle, so that a typo can be found. Shows
 * the first three digits and up to four at the end, and hides three at least. Seven digits stay.
 */
export const maskMiddle = (number: string): string => {
	const count = number.replace(/\D/g, '').length;
	if (count <= shownDigits) return number;
	const shownAtEnd = Math.min(4, count - 6);
	let seen = 0;
	return number.replace(/\d/g, (digit) => (++seen > 3 && seen <= count - shownAtEnd ? '•' : digit));
};

/**
 * Hides the tokens and the App Secret that an answer repeats of the request that it is about, as a
 * proxy's page or a diagnostic text may: what stands behind `Bearer` (RFC 6750) and behind the
 * secret parameters of OAuth (RFC 6749), in a form or in JSON.
 */
export const maskSecrets = (text: string): string =>
	text
		.replace(/\b(Bearer|Basic)(\s+|%20|\+)[\w.~+/%=-]{16,}/gi, '$1$2•••')
		.replace(
			/\b(client_secret|access_token|refresh_token)(["'\\]*\s*(?:[:=]|%3D)\s*["'\\]*)[^\s"'&;,<>\\]+/gi,
			'$1$2•••',
		);
