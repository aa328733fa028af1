import { field } from './fields';
import { messageFields, parseJson, repairFirst } from './json';
import { salvageMessages, type MessageFormat } from './salvage';

/** A field that a recovered message has on top: its part of the document, as the gateway wrote it. */
export const asWritten = 'asWritten';

/** What stands behind a list or an object: counts and other fields with a short value. */
const otherFields = String.raw`(?:\s{0,99},\s{0,99}"[\w.-]{1,64}"\s{0,99}:\s{0,99}(?:"[^"{}[\]]{0,500}"|[\w.+-]{1,40})){0,9}`;

/** What opens the next callback in a list of them. */
const opening = String.raw`(?:\{\s{0,99}"inboundSMSMessageNotification"\s{0,99}:\s{0,99}\{\s{0,99}"inboundSMSMessage"\s{0,99}:[\s[]{0,99})?`;

/** What is before a message: the beginning of the document or of a list, another object, or its name. */
const boundary = String.raw`^\[?\s{0,99}|(?:\}|null)\s{0,99},\s{0,99}|"inboundSMSMessage"\s{0,99}:\s{0,99}\[?\s{0,99}`;

/** What may stand between a message and the next one, or the end. */
const between = new RegExp(String.raw`^[\s\]}]{0,99}${otherFields}[\s\]},]{0,99}${opening}$`, 'i');

/** What is cut off behind a message that isn't the last one. */
const separator = new RegExp(String.raw`\s{0,99},\s{0,99}${opening}$`, 'i');

const close = String.raw`\s{0,99}\}`;

/** Behind the brace of a message that is in no list: what is cut off. */
const wrapperEnd = new RegExp(String.raw`\}(${otherFields}${close}${close})$`);

/** How the wrapper of messages ends. */
const wholeWrapper = new RegExp(String.raw`[\]}]${otherFields}${close}${close}$`);

/** No end of a document is longer. */
const longestEnd = 3000;

/**
 * Whether a page or callback ends with its own brackets: it wasn't truncated, though a text in it may
 * look like brackets that are still open.
 */
export const isWholeJson = (json: string): boolean => {
	const end = json.slice(-longestEnd);
	if (json.startsWith('[')) return /\}\s{0,99}\]$/.test(end);
	const isWrapped = /^\{\s{0,99}"inboundSMSMessage/i.test(json);
	return isWrapped ? wholeWrapper.test(end) : /(?:"|null|\d)\s{0,99}\}$/.test(end);
};

/** No message is longer: AT&T's longest text has 4096 characters, of which an escape takes six. */
const longestMessage = 32 * 1024;

interface Marker {
	name: string;
	/** Where the field begins, and its value. */
	start: number;
	value: number;
}

const markersIn = (part: string): Marker[] =>
	[
		...part.matchAll(
			new RegExp(String.raw`[{,]\s{0,99}"(${messageFields})"\s{0,99}:\s{0,99}`, 'gi'),
		),
	].map(({ 0: match, 1: name = '', index }) => ({
		name,
		start: index,
		value: index + match.length,
	}));

/** A string or a number. */
const valueAt = (part: string, index: number): string | undefined => {
	const short = part.slice(index, index + 1000);
	return /^"([^"]*)"/.exec(short)?.[1] ?? /^[\d.+-]+/.exec(short)?.[0];
};

/**
 * Reads a message by its fields. Behind the beginning of its text, the last field of a name is the
 * message's own, since others can only be in the text, as can those that came before. Undefined if it
 * has no text, or is too long.
 */
const recover = (part: string): object | undefined => {
	if (part.length > longestMessage) return undefined;
	const markers = markersIn(part);
	const textAt = markers.findIndex(({ name }) => name.toLowerCase() === 'message');
	const textMarker = markers[textAt];
	if (textMarker === undefined || part[textMarker.value] !== '"') return undefined;
	const fields = new Map<string, Marker>();
	for (const marker of markers.slice(0, textAt)) fields.set(marker.name.toLowerCase(), marker);
	const isBefore = new Set([...fields.keys(), 'message']);
	const behind = markers.slice(textAt + 1).filter(({ name }) => !isBefore.has(name.toLowerCase()));
	const own = new Map(behind.map((marker) => [marker.name.toLowerCase(), marker]));
	const next = Math.min(part.length, ...[...own.values()].map(({ start }) => start));
	const end = part.lastIndexOf('"', next - 1);
	if (end <= textMarker.value || !/^[\s}\]]*$/.test(part.slice(end + 1, next))) return undefined;
	const others = [...fields.values(), ...own.values()].map(({ name, value }) => [
		name,
		valueAt(part, value),
	]);
	return {
		...Object.fromEntries(others.filter(([, value]) => value !== undefined)),
		[textMarker.name]: part.slice(textMarker.value + 1, end),
		[asWritten]: part,
	};
};

const readWhole = (part: string): unknown => {
	const first = repairFirst(part);
	// What else is there would be lost.
	if (first === undefined || !between.test(part.slice(first.end))) return undefined;
	try {
		const message = parseJson(first.repaired);
		const hasSender = field(message, 'senderAddress') !== undefined;
		return hasSender || !/"senderAddress"/i.test(part) ? message : undefined;
	} catch {
		return undefined;
	}
};

/**
 * A message from its part of the document, which may have texts that the gateway did not escape. One
 * that had to be recovered by its fields has its part as `asWritten`. Undefined if it can't be read.
 */
export const readJsonMessage = (part: string): unknown => readWhole(part) ?? recover(part);

const without = (part: string, end = ''): string => part.slice(0, part.length - end.length);

export const jsonMessages: MessageFormat = {
	root: new RegExp(
		String.raw`^(?:\{\s{0,99}"(inboundSMSMessage(?:List|Notification)?)"(?=[^]*"inboundSMSMessage"\s{0,99}:)|(?=[^]*"senderAddress")(?:\[\s{0,99})?\{\s{0,99}"(?:${messageFields}|inboundSMSMessageNotification)"\s{0,99}:)`,
		'i',
	),
	start: new RegExp(
		String.raw`\{(?<=(?:${boundary})\{)\s{0,99}"(?:messageId|message|senderAddress|destinationAddress|dateTime)"\s{0,99}:`,
		'gi',
	),
	slice: (document, start, next) => {
		const part = document.slice(start, next);
		const end = part.slice(-longestEnd);
		if (next !== undefined) return without(part, separator.exec(end)?.[0]);
		const before = document.slice(Math.max(0, start - 100), start).trimEnd();
		if (before === '') return part;
		if (before.endsWith(':')) return without(part, wrapperEnd.exec(end)?.[1]);
		// Behind the last message of a list come the list's bracket and counts.
		const listEnd = part.lastIndexOf(']');
		return (listEnd < 0 ? part : part.slice(0, listEnd)).trimEnd();
	},
	valueOf: (parsed) => parsed,
	pending: /"totalNumberOfPendingMessages"\s{0,99}:\s{0,99}"?(\d{0,15})/i,
};

/** The messages of a JSON page or callback that can't be read as a whole. Undefined if it has none. */
export const salvageJson = (json: string): object | undefined =>
	salvageMessages(json, jsonMessages, readJsonMessage);

/** As `salvageJson`, for a well-formed document. Undefined, too, if one of its messages can't be read. */
export const salvageWellFormed = (json: string): object | undefined => {
	let areRead = true;
	const salvaged = salvageMessages(json, jsonMessages, (part) => {
		const message = readJsonMessage(part);
		areRead &&= message !== undefined;
		return message;
	});
	return areRead ? salvaged : undefined;
};
