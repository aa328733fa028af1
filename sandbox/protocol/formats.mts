import { dialects, type Dialect } from './dialects/index.mts';
import type { SendRequest } from './dialects/dialect.mts';
import { parseXml } from './xml.mts';

/** The formats that AT&T's page accepts for a request. */
export type RequestFormat = 'json' | 'xml' | 'form';

const byType: Array<[RegExp, RequestFormat]> = [
	[/^application\/(?:[\w.-]+\+)?json$/i, 'json'],
	[/^(?:application|text)\/(?:[\w.-]+\+)?xml$/i, 'xml'],
	[/^application\/x-www-form-urlencoded$/i, 'form'],
];

/** The format that a Content-Type names, if it is one of the three. */
export const declaredFormat = (contentType = ''): RequestFormat | undefined => {
	const type = contentType.split(';', 1)[0]!.trim();
	return byType.find(([pattern]) => pattern.test(type))?.[1];
};

/** The format that a body looks like. */
export const apparentFormat = (text: string): RequestFormat => {
	if (/^\s*</.test(text)) return 'xml';
	return /^\s*[^\s=&{}[\]"]+=/.test(text) ? 'form' : 'json';
};

const isBoolean: Record<string, boolean> = { true: true, false: false };

/** XML and forms have no booleans: the words are written for them. */
const toBoolean = (value: unknown): unknown =>
	typeof value === 'string' ? (isBoolean[value] ?? value) : value;

/** A form has flat fields, by the names that the dialect's errors use. */
const readForm = (dialect: Dialect, form: URLSearchParams): SendRequest => {
	const { parts } = dialects[dialect];
	return {
		address: form.has(parts.address) ? form.getAll(parts.address) : undefined,
		message: form.get(parts.message),
		notify: toBoolean(form.get(parts.notify) ?? undefined),
		senderAddress: form.get('senderAddress') ?? undefined,
		callbackData: form.get('callbackData') ?? undefined,
	};
};

/** Reads a send. Throws `SyntaxError` (or the XML parser's error) on a malformed body. */
export const readSend = (dialect: Dialect, format: RequestFormat, text: string): SendRequest => {
	if (format === 'form') return readForm(dialect, new URLSearchParams(text));
	const { readSend: read } = dialects[dialect];
	if (format === 'json') return read(JSON.parse(text));
	const document = parseXml(text);
	const request = read(document);
	// AT&T's v2 has its fields right below the root, whatever that is called.
	const found =
		request.address === undefined && request.message === undefined
			? read(Object.values(document)[0])
			: request;
	return { ...found, notify: toBoolean(found.notify) };
};

/** Reads a token request, which is a form (RFC 6749, 4.4.2) but may come in the other formats. */
export const readTokenForm = (format: RequestFormat, text: string): URLSearchParams => {
	if (format === 'form') return new URLSearchParams(text);
	const value: unknown = format === 'json' ? JSON.parse(text) : Object.values(parseXml(text))[0];
	const fields = typeof value === 'object' && value !== null ? Object.entries(value) : [];
	return new URLSearchParams(
		fields
			.filter(([name]) => name !== '#text')
			.map(([name, each]): [string, string] => [name, String(each)]),
	);
};
