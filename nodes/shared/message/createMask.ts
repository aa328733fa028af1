import { maskDigits, maskNumbers, maskSecrets } from './mask';

/** Shorter values would hide parts of other words. In characters. */
const shortestSecret = 4;

const xmlEscapes: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&apos;',
};

const encode = (value: string): string => {
	try {
		return encodeURIComponent(value);
	} catch {
		// Half of a surrogate pair.
		return value;
	}
};

/** How a value can be written: as it is, in a form, in a URL within a URL, in JSON and in XML. */
const formsOf = (value: string): string[] => {
	const encoded = [encode(value), new URLSearchParams([['', value]]).toString().slice(1)];
	const twice = encoded.map(encode);
	const forms = [
		value,
		...encoded,
		...twice,
		JSON.stringify(value).slice(1, -1),
		JSON.stringify(value).slice(1, -1).replace(/\//g, '\\/'),
		value.replace(/[&<>"']/g, (character) => xmlEscapes[character] as string),
		value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`),
	];
	// Escapes are written in either letter case.
	const lowerCase = forms.map((form) =>
		form.replace(/%(?:25)*[0-9A-F]{2}/g, (code) => code.toLowerCase()),
	);
	return [...forms, ...lowerCase];
};

/** A longer secret is looked for in the usual forms only. In characters. */
const longestInAnyForm = 200;

/** A character of a secret in any way of writing, as a regular expression. */
const anyFormOf = (character: string): string => {
	if (/^[a-z\d]$/i.test(character)) return character;
	const code = character.codePointAt(0) ?? 0;
	const literal = character.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
	const bytes = [...Buffer.from(character)].map((byte) => byte.toString(16).padStart(2, '0'));
	const forms = [
		`\\\\?${literal}`,
		bytes.map((byte) => `%(?:25){0,2}${byte}`).join(''),
		`&(?:amp;)?#(?:0{0,4}${code}|x0{0,4}${code.toString(16)});`,
		`\\\\u${code.toString(16).padStart(4, '0')}`,
		...(character === ' ' ? ['\\+'] : []),
		...(character in xmlEscapes ? [xmlEscapes[character] as string] : []),
	];
	return `(?:${forms.join('|')})`;
};

/** Matches a secret whose characters are each written in another way, such as `a%21b&#x2F;c`. */
const anyForm = (secret: string): RegExp => new RegExp([...secret].map(anyFormOf).join(''), 'gi');

/** Ten or eleven digits, whatever stands between them. */
const anyNumber = /\d(?:[^\da-z]{0,6}\d){9,10}/gi;

const lastTen = (number: string): string => number.replace(/\D/g, '').slice(-10);

/**
 * Makes a function that hides values such as tokens and the App Secret, in any way of writing, and
 * what `maskSecrets` hides. Phone numbers stay.
 */
export const createSecretMask = (secrets: readonly string[]): ((text: string) => string) => {
	const forms = [
		...new Set(secrets.filter((value) => value.length >= shortestSecret).flatMap(formsOf)),
	]
		// A longer form may contain a shorter one.
		.sort((a, b) => b.length - a.length);
	const patterns = secrets
		.filter(({ length }) => length >= shortestSecret && length <= longestInAnyForm)
		.map(anyForm);
	const afterBearer = secrets
		.filter((value) => value !== '' && value.length < shortestSecret)
		.map((value) => `Bearer ${value}`);
	return (text) => {
		const written = [...forms, ...afterBearer];
		const known = written.reduce((hidden, form) => hidden.replaceAll(form, '•••'), text);
		return maskSecrets(patterns.reduce((hidden, each) => hidden.replace(each, '•••'), known));
	};
};

/**
 * Makes a function that hides the secrets of a run, however they are written: tokens and App
 * Secret (`secrets`) entirely, recipients (`phoneNumbers`, E.164) but for the last four digits. It
 * hides what `maskSecrets` and `maskNumbers` hide, too.
 */
export const createMask = ({
	secrets = [],
	phoneNumbers = [],
}: {
	secrets?: readonly string[];
	phoneNumbers?: Iterable<string>;
}): ((text: string) => string) => {
	const hideSecrets = createSecretMask(secrets);
	const known = new Set([...phoneNumbers].map(lastTen));
	const hideNumber = (number: string): string =>
		known.has(lastTen(number)) ? maskDigits(number) : number;
	return (text) => {
		const withoutSecrets = hideSecrets(text);
		const withoutNumbers =
			known.size > 0 ? withoutSecrets.replace(anyNumber, hideNumber) : withoutSecrets;
		return maskNumbers(withoutNumbers);
	};
};
