import { InvalidResponseError } from './fields';
import { parseJson, repairJson } from './json';
import { hasFieldTwice, hasSenders } from './jsonFields';
import { isWholeJson, salvageJson, salvageWellFormed } from './jsonMessages';
import { salvageMessages } from './salvage';
import { parseXml } from './xml';
import { xmlMessages } from './xmlMessages';
import { repairXml } from './xmlRepair';

export { decodeBody } from './charset';

/** Nothing of AT&T's is near this size; more is not parsed. In characters. */
const maxCharacters = 16 * 1024 * 1024;

/** As deep as a document may nest; nothing of AT&T's is near it. */
const maxDepth = 32;

const nestsDeeper = (value: unknown, levels: number): boolean =>
	typeof value === 'object' &&
	value !== null &&
	(levels === 0 || Object.values(value).some((inner) => nestsDeeper(inner, levels - 1)));

const attempt = (parse: () => unknown): unknown => {
	try {
		return parse();
	} catch {
		return undefined;
	}
};

/** Writes out what nests deeper: of a message's text, that is still something to read. */
const flattened = (value: unknown, levels: number): unknown => {
	if (typeof value !== 'object' || value === null) return value;
	if (levels === 0) return attempt(() => JSON.stringify(value)) ?? '(nested too deep)';
	if (Array.isArray(value)) return value.map((inner) => flattened(inner, levels - 1));
	return Object.fromEntries(
		Object.entries(value).map(([name, inner]) => [name, flattened(inner, levels - 1)]),
	);
};

interface Format {
	name: string;
	/** Throws if the document isn't well-formed. */
	parse(document: string): unknown;
	/** Undefined if the document can't be repaired. */
	repair(document: string): string | undefined;
	/**
	 * Its messages, each read on its own, if the document, repaired or not, can't be parsed. Undefined if
	 * there are none, or if it was truncated.
	 */
	salvage(document: string, repaired: string | undefined): object | undefined;
	/** Whether what was repaired has the fields that the document has. */
	isComplete(parsed: unknown): boolean;
}

/** Whether what was parsed as some message's text is so. */
const someText = (value: unknown, levels: number, isSo: (text: unknown) => boolean): boolean =>
	typeof value === 'object' &&
	value !== null &&
	levels > 0 &&
	Object.entries(value).some(
		([name, inner]) =>
			(/^message$/i.test(name) && isSo(inner)) || someText(inner, levels - 1, isSo),
	);

/** It was parsed as elements. */
const isMarkup = (text: unknown): boolean => typeof text === 'object';

/** Perhaps all of it looked like a comment or an instruction, which the parser drops. */
const isBlank = (text: unknown): boolean => typeof text === 'string' && text.trim() === '';

/** Whether a comment or instruction follows the declaration. */
const mayHideText = (xml: string): boolean => /<(?:!(?!\[CDATA\[)|\?)/.test(xml.slice(1));

const jsonFormat: Format = {
	name: 'JSON',
	// With quotes in it, a text may look like a second text or sender.
	parse: (json) => {
		const parsed = parseJson(json);
		return hasFieldTwice(json, parsed, maxDepth) ? (salvageWellFormed(json) ?? parsed) : parsed;
	},
	repair: repairJson,
	// With a text that looks like brackets, repaired structure isn't the document's own.
	salvage: (json, repaired) =>
		repaired !== undefined || isWholeJson(json) ? salvageJson(json) : undefined,
	isComplete: (parsed) => hasSenders(parsed, maxDepth),
};

const xmlFormat: Format = {
	name: 'XML',
	// Well-formed markup within a message's text is text all the same.
	parse: (xml) => {
		const parsed = parseXml(xml);
		const isSuspect =
			someText(parsed, maxDepth, isMarkup) ||
			(mayHideText(xml) && someText(parsed, maxDepth, isBlank));
		const repaired = isSuspect ? repairXml(xml) : undefined;
		return repaired === undefined ? parsed : (attempt(() => parseXml(repaired)) ?? parsed);
	},
	repair: repairXml,
	salvage: (_, repaired) =>
		repaired === undefined ? undefined : salvageMessages(repaired, xmlMessages, xmlFormat.parse),
	isComplete: () => true,
};

/** A document that isn't well-formed, as far as it can be read. Undefined if it can't. */
const parseBroken = (document: string, { parse, repair, ...format }: Format): unknown => {
	const repaired = repair(document);
	const parsed = repaired === undefined ? undefined : attempt(() => parse(repaired));
	if (parsed !== undefined && format.isComplete(parsed)) return parsed;
	return format.salvage(document, repaired) ?? parsed;
};

const malformed = ({ name }: Format, error: unknown): InvalidResponseError => {
	const reason = name === 'XML' && error instanceof Error ? `: ${error.message}` : '';
	return new InvalidResponseError(`it is not well-formed ${name}${reason}`);
};

const parseDocument = (document: string, format: Format): unknown => {
	try {
		return format.parse(document);
	} catch (error) {
		const payload = parseBroken(document, format);
		if (payload === undefined) throw malformed(format, error);
		return payload;
	}
};

/**
 * Parses a response or a callback, JSON or XML, judged by its first character: in AT&T's page the
 * `Accept` header chooses the form of errors only, a success comes in "the form of the actual
 * content". Texts that the gateway did not escape are repaired, and a message that breaks the form
 * doesn't take the other messages of its document along. What nests deeper than 32 is a text. Throws
 * an InvalidResponseError, with the reason, if the document is neither JSON nor XML, or was truncated.
 */
export const parsePayload = (body: string): unknown => {
	const document = body.trim();
	if (document === '') throw new InvalidResponseError('it is empty');
	if (document.length > maxCharacters) throw new InvalidResponseError('it is too large');
	if (/^<(!doctype\s{1,99})?html/i.test(document))
		throw new InvalidResponseError('it is an HTML page');
	const payload = parseDocument(document, document.startsWith('<') ? xmlFormat : jsonFormat);
	return nestsDeeper(payload, maxDepth) ? flattened(payload, maxDepth) : payload;
};
