import { SegmentedMessage } from './segments';

/** No longer message can be sent, even if half of it are characters without a look. In characters. */
const longestMessage = 8192;

const gsm7Characters = new Map<string, boolean>();

/** The library is slow for long texts, so that it is asked about each character once. */
const isGsm7Character = (character: string): boolean => {
	const known = gsm7Characters.get(character);
	if (known !== undefined) return known;
	const isGsm7 = new SegmentedMessage(character).encodingName === 'GSM-7';
	if (character.length === 1) gsm7Characters.set(character, isGsm7);
	return isGsm7;
};

const isGsm7 = (text: string): boolean => [...text].every(isGsm7Character);

/**
 * Plain forms of typographic characters: apostrophes and primes that are letters or symbols to
 * Unicode, line separators, tabs, any blank, any dash, and characters that show nothing. The library
 * has some of them, and makes two blanks of one.
 */
const plainForms: Array<[RegExp, string]> = [
	[/[´`′‵ʹʻʼʽˈˊˋ]/, "'"],
	[/[″‶ʺˮ]/, '"'],
	[/[\v\u0085\u2028\u2029]/, '\n'],
	[/[\t\p{Zs}]/u, ' '],
	[/\p{Pd}/u, '-'],
	[/[\p{Cf}\ufe00-\ufe0f]/u, ''],
];

const formOf = (character: string): string | undefined =>
	plainForms.find(([kind]) => kind.test(character))?.[1];

/** Quotes, dashes, dots and other punctuation have plain forms in the library, if not in `plainForms`. */
const isTypographic = (character: string): boolean =>
	/^\p{P}$/u.test(character) || formOf(character) !== undefined;

const plainCharacter = (character: string): string => {
	if (isGsm7Character(character)) return character;
	return formOf(character) ?? new SegmentedMessage(character, 'auto', true).graphemes.join('');
};

/**
 * Makes a message plain that doesn't fit into GSM-7 only for typographic quotes, dashes or blanks (a
 * word processor's “ ” – …), so that it needs fewer segments. Any other message stays as it is:
 * letters and emoji are never changed.
 */
export const plainIfTypographic = (message: string): string => {
	if (message.length > longestMessage || isGsm7(message)) return message;
	const characters = [...message.normalize('NFC')];
	const foreign = characters.filter((character) => !isGsm7Character(character));
	if (!foreign.every(isTypographic)) return message;
	const plain = characters.map(plainCharacter).join('');
	return isGsm7(plain) ? plain : message;
};
