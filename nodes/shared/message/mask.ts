/**
 * What stands between the digits of a number, at most four of it: blanks, dashes, slashes, their
 * escapes in URLs, XML and JSON, and tags of HTML.
 */
const escaped = (hex: string): string => hex.replace(/%/g, '%(?:25){0,2}');
const separator = `(?:[\\s().\\-/_\u00b7\u2010-\u2015\u2212]|${escaped('%2[089DEF]')}|${escaped('%C2%A0')}|${escaped('%E2%80%9[0-5]')}|&(?:#\\d{1,4}|#x[\\da-f]{1,4}|[a-z]{2,6});|\\\\u[\\da-f]{4}|</?[a-z]{1,6}/?>)`;

const numbers = new RegExp(`(?<!\\d)\\(?\\d(?:${separator}{0,4}\\d){8,14}(?!\\d)`, 'gi');

const separators = new RegExp(separator, 'gi');

const usNumber = /^1?[2-9]\d{2}[2-9]\d{6}$/;

/** Whether a letter precedes, other than that of an escape: `tel%3A%2B12065550100`. */
const followsLetter = (text: string, offset: number): boolean =>
	/[a-z]$/i.test(text.slice(offset - 1, offset)) &&
	!/%(?:25){0,2}[0-9a-f]{2}$/i.test(text.slice(Math.max(0, offset - 9), offset));

/**
 * Hides all but the last four digits of what may be a phone number (nine digits and more, in any way
 * of writing), so that an error or a log can name it. Short codes and message IDs stay readable: next
 * to a letter, only what can be a US number is hidden.
 */
export const maskNumbers = (text: string): string =>
	text.replace(numbers, (number: string, offset: number) => {
		const besideLetter =
			followsLetter(text, offset) || /^[a-z]/i.test(text.charAt(offset + number.length));
		if (!besideLetter) return maskDigits(number);
		const digits = number.replace(separators, '').replace(/\D/g, '');
		return usNumber.test(digits) ? maskDigits(number) : number;
	});

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
 * Hides tokens and App Secrets by what stands before them: `Bearer` (RFC 6750), `Basic` (both unless
 * a word may follow), and OAuth's secret parameters (RFC 6749), in a form or in JSON. `createMask` hides those that are known.
 */
export const maskSecrets = (text: string): string =>
	text
		.replace(
			/\b(Bearer|Basic)(\s{1,4}|%20|\+)(?:[\w.~+/%=-]{16,}|(?=[a-z.~+/%=_-]{0,15}\d)[\w.~+/%=-]{6,})/gi,
			'$1$2•••',
		)
		.replace(
			/\b(client_secret|access_token|refresh_token)(["'\\]{0,4}\s{0,4}(?:[:=]|%3D)\s{0,4}["'\\]{0,4})[^\s"'&;,<>\\]+/gi,
			'$1$2•••',
		);
