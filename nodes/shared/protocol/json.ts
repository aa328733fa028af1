/** A key of this name isn't a field of AT&T's, and would become a prototype if it were copied. */
const withoutPrototype = (key: string, value: unknown): unknown =>
	key === '__proto__' ? undefined : value;

/** Parses JSON. Throws a SyntaxError if it isn't well-formed. */
export const parseJson = (json: string): unknown =>
	/__proto__|\\u00/.test(json) ? JSON.parse(json, withoutPrototype) : JSON.parse(json);

/** The fields of a message, in AT&T's form and OneAPI's. */
export const messageFields =
	'messageId|message|senderAddress|destinationAddress|dateTime|resourceURL';

const key = String.raw`"[\w.-]{1,64}"\s*:`;

/** Behind an object that ends come brackets that close, then the next object or key, or the end. */
const objectEnd = String.raw`\}[\s\]}]{0,99}(?:$|,\s*(?:$|null|\{\s*(?:\}|${key})|${key}))`;

/** What follows the quote that ends a string: of a key a colon, of a value the next key or an end. */
const afterKey = /\s*:/y;
const afterValue = new RegExp(String.raw`\s*(?:${objectEnd}|,\s*${key})`, 'y');
const afterElement = /\s*(?:\][\s\]}]{0,99}(?:,|$)|,)/y;

/** Of a message's text that has quotes: a key that no message has belongs to the text. */
const afterQuotes = new RegExp(
	String.raw`\s*(?:${objectEnd}|,\s*"(?:${messageFields})"\s*:)`,
	'iy',
);

const messageKey = new RegExp(String.raw`(${messageFields})"\s*:`, 'iy');

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

/** The message field that is named there, in lower case, if it is a key. */
const fieldAt = (json: string, start: number): string | undefined => {
	messageKey.lastIndex = start;
	return messageKey.exec(json)?.[1]?.toLowerCase();
};

/**
 * Repairs the texts in the object or list that JSON begins with, as `repairJson` does. `end`: the index
 * behind it. Undefined if it is still open at the end, or if a message has one field twice: then a text
 * with quotes looks like a field.
 */
export const repairFirst = (json: string): { repaired: string; end: number } | undefined => {
	const parts: string[] = [];
	const open: Array<{ isList: boolean; fields: Set<string> }> = [];
	let before = '';
	let end: RegExp | undefined;
	let lastField: string | undefined;
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
			parts.push(character);
			if (character === '"') {
				end = patternAfter(before, open.at(-1)?.isList === true);
				if (end === afterKey) {
					lastField = fieldAt(json, index);
					const fields = open.at(-1)?.fields;
					if (lastField !== undefined && fields?.has(lastField)) return undefined;
					if (lastField !== undefined) fields?.add(lastField);
				}
			}
			if (character === '{' || character === '[') {
				open.push({ isList: character === '[', fields: new Set() });
			}
			if (character === '}' || character === ']') {
				open.pop();
				if (open.length === 0) return { repaired: parts.join(''), end: index };
			}
			if (!/\s/.test(character)) before = character;
		} else if (character === '"') {
			const ends = startsAt(json, index, end);
			parts.push(ends ? '"' : '\\"');
			if (ends) end = undefined;
			else if (end === afterValue && lastField === 'message') end = afterQuotes;
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
	return undefined;
};

/**
 * Repairs the texts in JSON that a gateway wrote without escaping them: line breaks and other
 * control characters, a lone backslash, quotes. Structure is left as it is. Undefined if a string or
 * a bracket is still open at the end, or more follows: the document was truncated, or a text looks like
 * a part of it.
 */
export const repairJson = (json: string): string | undefined => {
	const first = repairFirst(json);
	return first && json.slice(first.end).trim() === '' ? first.repaired : undefined;
};
