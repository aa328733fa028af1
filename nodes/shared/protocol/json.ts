/** A key of this name isn't a field of AT&T's, and would become a prototype if it were copied. */
const withoutPrototype = (key: string, value: unknown): unknown =>
	key === '__proto__' ? undefined : value;

/** Parses JSON. Throws a SyntaxError if it isn't well-formed. */
export const parseJson = (json: string): unknown =>
	/__proto__|\\u00/.test(json) ? JSON.parse(json, withoutPrototype) : JSON.parse(json);

/** What follows the quote that ends a string: of a key a colon, of a value the next key or an end. */
const afterKey = /\s*:/y;
const afterValue = /\s*(?:[}\]]|,\s*"[\w.-]{1,64}"\s*:)/y;
const afterElement = /\s*(?:[\]}]|,)/y;

const messageKey = /message"\s*:/iy;

/** Before the name of a text that comes twice: with quotes in it, one text looks like two. */
export const restPrefix = 'restOf';

const startsAt = (json: string, after: number, pattern: RegExp): boolean => {
	pattern.lastIndex = after;
	return pattern.test(json);
};

const escapes: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escapeControl = (character: string): string =>
	escapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const validEscape = /\\(?:["\\/bfnrt]|u[\da-f]{4})/iy;

/** Where a string begins: whether it is a key, a value, or an element of a list. */
const patternAfter = (before: string, inList: boolean): RegExp =>
	before === ':' ? afterValue : inList ? afterElement : afterKey;

/**
 * Repairs the texts in JSON that a gateway wrote without escaping them: line breaks and other
 * control characters, a lone backslash, quotes. Structure is left as it is; the second `Message` of an
 * object becomes its `restOfMessage`. Undefined if a string or
 * a bracket is still open at the end: the document was truncated, and what is missing can't be repaired.
 */
export const repairJson = (json: string): string | undefined => {
	const parts: string[] = [];
	const open: string[] = [];
	/** Of each open bracket, whether it has had a message's text. */
	const messages: boolean[] = [];
	let before = '';
	let end: RegExp | undefined;
	// Characters outside of strings, and plain ones within, are copied as one piece.
	const plain = /[^"\\{}[\]:,\p{Cc}]+/uy;
	for (let index = 0; index < json.length;) {
		plain.lastIndex = index;
		const piece = plain.exec(json)?.[0];
		if (piece !== undefined) {
			parts.push(piece);
			index += piece.length;
			continue;
		}
		const character = json[index] as string;
		index++;
		if (end === undefined) {
			const isMessage = character === '"' && before !== ':' && startsAt(json, index, messageKey);
			parts.push(isMessage && messages.at(-1) ? `"${restPrefix}` : character);
			if (isMessage) messages[messages.length - 1] = true;
			if (character === '"') end = patternAfter(before, open.at(-1) === '[');
			if (character === '{' || character === '[') {
				open.push(character);
				messages.push(false);
			}
			if (character === '}' || character === ']') {
				open.pop();
				messages.pop();
			}
			if (!/\s/.test(character)) before = character;
		} else if (character === '"') {
			const ends = startsAt(json, index, end);
			parts.push(ends ? '"' : '\\"');
			if (ends) end = undefined;
		} else if (character === '\\') {
			validEscape.lastIndex = index - 1;
			const escape = validEscape.exec(json)?.[0];
			// A quote after a lone backslash may be the one that ends the text.
			const isText = escape === undefined || (escape === '\\"' && startsAt(json, index + 1, end));
			parts.push(isText ? '\\\\' : escape);
			if (!isText) index += escape.length - 1;
		} else {
			parts.push(character < ' ' ? escapeControl(character) : character);
		}
	}
	return end === undefined && open.length === 0 ? parts.join('') : undefined;
};
