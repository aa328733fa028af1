import { InvalidResponseError } from './fields';
import { parseXml } from './xml';

/** Nothing of AT&T's is near this size; more is not parsed. In characters. */
const maxCharacters = 16 * 1024 * 1024;

/** As deep as XML may nest; nothing of AT&T's is near it. */
const maxDepth = 32;

/** A byte order mark outweighs every label (WHATWG Encoding, "decode"). */
const markedBy = (body: Buffer): string | undefined => {
	const mark = body.toString('hex', 0, 2);
	return mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : undefined;
};

/** The charset that an XML declaration names: it holds where the Content-Type names none (RFC 7303). */
const declaredIn = (body: Buffer): string | undefined =>
	/^<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)/.exec(body.toString('latin1', 0, 200))?.[1];

const charsetOf = (contentType: string, body: Buffer): string =>
	markedBy(body) ??
	/charset\s*=\s*"?([^";\s]+)/i.exec(contentType)?.[1] ??
	declaredIn(body) ??
	'utf-8';

/** Throws where the charset is unknown or the bytes are not of it. A last character may be cut. */
const decodeStrictly = (body: Buffer, charset: string): string =>
	new TextDecoder(charset, { fatal: true }).decode(body, { stream: true });

/**
 * Decodes a body by the charset of its Content-Type (RFC 9110, section 8.3) or of its XML
 * declaration, UTF-8 where neither names one or it is unknown. What is not of that charset is taken
 * for Latin-1, the other one-byte charset of AT&T's page, in which any bytes are text.
 */
export const decodeBody = (body: Buffer, contentType: string): string => {
	for (const charset of [charsetOf(contentType, body), 'utf-8']) {
		try {
			return decodeStrictly(body, charset);
		} catch {
			continue;
		}
	}
	return new TextDecoder('latin1').decode(body);
};

const malformed = (isXml: boolean, error: unknown): InvalidResponseError => {
	const reason = isXml && error instanceof Error ? `: ${error.message}` : '';
	return new InvalidResponseError(`it is not well-formed ${isXml ? 'XML' : 'JSON'}${reason}`);
};

// A key of that name is no field of AT&T's, and would become a prototype where it is copied.
const parseJson = (json: string): unknown =>
	/__proto__|\\u00/.test(json)
		? JSON.parse(json, (key, value: unknown) => (key === '__proto__' ? undefined : value))
		: JSON.parse(json);

const nestsDeeper = (value: unknown, levels: number): boolean =>
	typeof value === 'object' &&
	value !== null &&
	(levels === 0 || Object.values(value).some((inner) => nestsDeeper(inner, levels - 1)));

/**
 * Reads an answer, JSON or XML, judged by its first character: AT&T's page has the `Accept` header
 * choose the form of errors only, a success comes in "the form of the actual content".
 * Throws an InvalidResponseError, with the reason, where it is neither.
 */
export const parsePayload = (body: string): unknown => {
	const start = body.trim();
	if (start === '') throw new InvalidResponseError('it is empty');
	if (start.length > maxCharacters) throw new InvalidResponseError('it is too large');
	if (/^<(!doctype\s+)?html/i.test(start)) throw new InvalidResponseError('it is an HTML page');
	const isXml = start.startsWith('<');
	let payload: unknown;
	try {
		payload = isXml ? parseXml(start) : parseJson(start);
	} catch (error) {
		throw malformed(isXml, error);
	}
	if (nestsDeeper(payload, maxDepth)) throw new InvalidResponseError('it nests too deep');
	return payload;
};
