import { plainAddress } from '../protocol/address';
import { maskMiddle } from '../message/mask';

/**
 * Characters that show nothing: bidirectional marks, a byte order mark, variation selectors, the
 * fillers of Hangul, and control characters other than white space.
 */
const invisible =
	// eslint-disable-next-line no-control-regex
	/[\p{Cf}\ufe00-\ufe0f\u115f\u1160\u3164\uffa0\0-\x08\x0e-\x1f\x7f]/gu;

/** Full-width forms of ASCII, as `２０６．` has them, and Arabic-Indic digits. */
const wideForms = /[\uff01-\uff5e]/g;
const arabicDigits = /[\u0660-\u0669\u06f0-\u06f9]/g;

/** A text with plain digits and points, and without what can't be seen. */
const visible = (entered: string): string =>
	entered
		.replace(invisible, '')
		.replace(wideForms, (character) => character.normalize('NFKC'))
		.replace(arabicDigits, (digit) => String(digit.charCodeAt(0) & 0xf))
		.trim();

/** Quotes, and the `=` and the apostrophe by which spreadsheets keep a number as text: `="206…"`. */
const wrapping = new Set('=\'"`´‘’“”');

const unwrap = (text: string): string => {
	let start = 0;
	let end = text.length;
	while (start < end && wrapping.has(text.charAt(start))) start++;
	while (end > start && wrapping.has(text.charAt(end - 1))) end--;
	return text.slice(start, end);
};

/** A text without what came along with it: invisible characters and quotes. */
export const cleanText = (entered: string): string => unwrap(visible(entered)).trim();

/** A phone number or short code without what came along with it: as `cleanText`, and `tel:`. */
export const cleanNumber = (entered: string): string => plainAddress(cleanText(entered));

/** An error shows no more of a value than this. In characters. */
const longestShown = 60;

/** A value as an error shows it to the person who entered it: in quotes, masked and truncated. */
export const showNumber = (entered: string): string => {
	const text = visible(entered);
	const shown = text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
	return `"${maskMiddle(shown)}"`;
};
