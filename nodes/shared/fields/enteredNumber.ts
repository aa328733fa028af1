import { plainAddress } from '../protocol/address';
import { maskMiddle } from '../message/mask';

/** Characters of Unicode that show nothing: bidirectional marks, a byte order mark, variation selectors. */
const invisible = /[\p{Cf}\ufe00-\ufe0f]/gu;

/** Quotes, and the `=` and the apostrophe by which spreadsheets keep a number as text: `="206…"`. */
const wrapping = new Set('=\'"`´‘’“”');

const unwrap = (text: string): string => {
	let start = 0;
	let end = text.length;
	while (start < end && wrapping.has(text.charAt(start))) start++;
	while (end > start && wrapping.has(text.charAt(end - 1))) end--;
	return text.slice(start, end);
};

/** A phone number or short code without what came along with it: invisible characters, quotes, `tel:`. */
export const cleanNumber = (entered: string): string =>
	plainAddress(unwrap(entered.replace(invisible, '').trim()).trim());

/** `22627000.0`: a whole number, as spreadsheets and Python write it. Gives the digits. */
export const wholeNumber = (text: string): string | undefined => /^(\d+)\.0+$/.exec(text)?.[1];

/** An error shows no more of a value than this. In characters. */
const longestShown = 60;

/** A value as an error shows it to the person who entered it: in quotes, masked and cut. */
export const showNumber = (entered: string): string => {
	const text = entered.replace(invisible, '').trim();
	const shown = text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
	return `"${maskMiddle(shown)}"`;
};
