import { SegmentedMessage } from './segments';

const isGsm7 = (text: string): boolean => new SegmentedMessage(text).encodingName === 'GSM-7';

/** Quotes, dashes, dots and other punctuation, blanks, and marks without a look of their own. */
const typographic = /^[\p{P}\p{Zs}\p{Cf}]$/u;

/** Any blank, any dash, any mark without a look: the library knows some of them, and makes two blanks of one. */
const plainForms: Array<[RegExp, string]> = [
	[/\p{Zs}/u, ' '],
	[/\p{Pd}/u, '-'],
	[/\p{Cf}/u, ''],
];

const plainCharacter = (character: string): string => {
	if (isGsm7(character)) return character;
	const [, plain] = plainForms.find(([kind]) => kind.test(character)) ?? [];
	return plain ?? new SegmentedMessage(character, 'auto', true).graphemes.join('');
};

/**
 * Makes a message plain that GSM-7 can't carry only because of typographic quotes, dashes or blanks
 * (a word processor's “ ” – …), so that it needs fewer segments. Any other message is left as it is:
 * letters and emoji are never changed.
 */
export const plainIfTypographic = (message: string): string => {
	if (isGsm7(message)) return message;
	const characters = [...message.normalize('NFC')];
	const foreign = characters.filter((character) => !isGsm7(character));
	if (!foreign.every((character) => typographic.test(character))) return message;
	const plain = characters.map(plainCharacter).join('');
	return isGsm7(plain) ? plain : message;
};
