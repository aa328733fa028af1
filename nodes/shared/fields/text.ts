import { InputError } from '../errors/inputError';

/** What JavaScript makes of an object that is joined to a text: `Hello {{ $json.customer }}`. */
const joinedObject = '[object Object]';

/** A date of JavaScript or of Luxon, as `$now` and `$today` are in n8n. */
const isoDate = (value: object): string | undefined => {
	if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
	const { toISO } = value as { toISO?: unknown };
	if (typeof toISO !== 'function') return undefined;
	const iso: unknown = toISO.call(value);
	return typeof iso === 'string' ? iso : undefined;
};

const notText = (found: string, advice: string, field: string): InputError =>
	new InputError(`text is needed, but the expression gave ${found}. ${advice}`, field);

const objectAdvice =
	'Choose one of its fields, or write it as text with JSON.stringify() in the expression.';

/**
 * Reads a value as text: a text as it is, a number, a boolean or a date as written out, nothing as an
 * empty text. Throws an InputError for an object or a list, which would otherwise be texted to people
 * as `[object Object]`. `field` is the field's name in the panel.
 */
export const readText = (value: unknown, field: string): string => {
	if (value === undefined || value === null) return '';
	if (typeof value === 'string') {
		if (value.includes(joinedObject)) {
			throw notText('a text with an object in it', objectAdvice, field);
		}
		return value;
	}
	if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
	if (typeof value === 'number') {
		if (Number.isFinite(value)) return String(value);
		throw notText(`${value}`, 'Check the calculation in the expression.', field);
	}
	if (Array.isArray(value)) {
		throw notText('a list', 'Choose one entry, or join them with .join(", ").', field);
	}
	const date = typeof value === 'object' ? isoDate(value) : undefined;
	if (date !== undefined) return date;
	throw notText(typeof value === 'object' ? 'an object' : `a ${typeof value}`, objectAdvice, field);
};

/** Reads words separated by commas, or a list of words by expression, as one text. Throws as `readText`. */
export const readWordList = (value: unknown, field: string): string =>
	(Array.isArray(value) ? value.flat() : [value]).map((word) => readText(word, field)).join(',');
