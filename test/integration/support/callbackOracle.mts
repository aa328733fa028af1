// What a body posted to the listener is, judged by other means than the nodes’: JSON.parse, n8n’s own
// XML parser and Node’s parser of forms, and the rules of AT&T’s page and the GSMA’s as written there.
import { parse as parseQueryString } from 'node:querystring';
import { requireFromCore } from '../../support/n8n.mts';

/** `unsure`: two readings are both right, such as one name twice in different letter case. */
export interface Verdict {
	callback: 'yes' | 'no' | 'unsure';
	event?: 'message' | 'deliveryStatus';
	/** How many items it is to start with. */
	count: number;
	/** Of messages, in order. */
	texts: string[];
}

const { Parser } = requireFromCore('xml2js') as {
	Parser: new (options: object) => {
		parseString(xml: string, done: (error: Error | null, value: unknown) => void): void;
	};
};

const none: Verdict = { callback: 'no', count: 0, texts: [] };
const unsure: Verdict = { callback: 'unsure', count: 0, texts: [] };

const deepest = 32;
const depthOf = (value: unknown): number => {
	let depth = 0;
	let level: unknown[] = [value];
	while (level.length > 0) {
		level = level.flatMap((one) =>
			typeof one === 'object' && one !== null ? Object.values(one) : [],
		);
		depth++;
	}
	return depth - 1;
};

class Ambiguous extends Error {}

/** The one value under a name, whatever its letter case. */
const get = (value: unknown, name: string): unknown => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
	const found = Object.entries(value).filter(
		([key]) => key !== '__proto__' && key.toLowerCase() === name.toLowerCase(),
	);
	if (found.length > 1) throw new Ambiguous();
	return found[0]?.[1];
};

const elements = (value: unknown): unknown[] => {
	if (value === undefined || value === null || value === '') return [];
	return Array.isArray(value) ? value : [value];
};

const isScalar = (value: unknown): boolean =>
	typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
const says = (value: unknown): boolean => isScalar(value) && String(value).trim() !== '';

const isEmpty = (value: unknown): boolean =>
	value === null ||
	(typeof value === 'string' && value.trim() === '') ||
	(typeof value === 'object' && Object.keys(value).every((key) => key === '__proto__'));

const hasSender = (value: unknown): boolean => says(get(value, 'SenderAddress'));

/** A message whose text is a text, or isn’t there, which counts as an empty one. */
const isMessage = (value: unknown): boolean => {
	const message = get(value, 'Message');
	return hasSender(value) && (message === undefined || message === null || isScalar(message));
};

const textOf = (value: unknown): string => {
	const message = get(value, 'Message');
	return message === undefined || message === null ? '' : String(message);
};

const hasAddress = (value: unknown): boolean => {
	const address = get(value, 'address');
	// "tel:" alone is an address without a number.
	if (isScalar(address) && /^\s*(tel|short|sip)?(:|%)/i.test(String(address))) {
		if (!/\d/.test(String(address))) throw new Ambiguous();
	}
	return says(address);
};

/** Whether an id is found may be arguable, in a link above all. */
const saysId = (value: unknown): boolean =>
	['messageId', 'callbackData', 'link', 'resourceURL', 'resourceReference'].some(
		(name) => get(value, name) !== undefined,
	);

/** A status of a recipient, or of a message, if one has an id. Others come with it as damaged. */
const judgeDeliveries = (notification: unknown): Verdict => {
	const deliveries = elements(get(notification, 'deliveryInfo')).filter((each) => !isEmpty(each));
	const withStatus = deliveries.filter((each) => says(get(each, 'deliveryStatus')));
	const isComplete = deliveries.some((each) => withStatus.includes(each) && hasAddress(each));
	if (!isComplete && withStatus.some((each) => saysId(each) || saysId(notification))) return unsure;
	if (!isComplete) return none;
	return { callback: 'yes', event: 'deliveryStatus', count: deliveries.length, texts: [] };
};

/** A list of messages. One of anything else that may be a callback may be read in several ways. */
const judgeList = (document: unknown[]): Verdict => {
	const entries = document.filter((entry) => !isEmpty(entry));
	if (!entries.some(hasSender)) {
		return /sender|delivery/i.test(JSON.stringify(entries)) ? unsure : none;
	}
	if (!entries.every(isMessage)) return unsure;
	const isWrapped = /inboundSms|deliveryInfo/i.test(JSON.stringify(entries));
	if (isWrapped) return unsure;
	return { callback: 'yes', event: 'message', count: entries.length, texts: entries.map(textOf) };
};

const judge = (document: unknown): Verdict => {
	if (depthOf(document) > deepest) return unsure;
	if (Array.isArray(document)) return judgeList(document);
	const notification = get(document, 'deliveryInfoNotification');
	const wrapped =
		get(document, 'inboundSMSMessageNotification') ?? get(document, 'inboundSMSMessageList');
	if (notification !== undefined && notification !== null) {
		const deliveries = judgeDeliveries(notification);
		// Both kinds in one callback both come out.
		if (wrapped !== undefined && wrapped !== null) return unsure;
		if (deliveries.callback !== 'no') return deliveries;
	}
	const root = elements(get(document, 'InboundSmsMessage')).filter((entry) => !isEmpty(entry));
	const entries =
		wrapped !== undefined && wrapped !== null
			? elements(get(wrapped, 'inboundSMSMessage'))
			: root.length > 0
				? root
				: [document];
	const messages = entries.filter((entry) => !isEmpty(entry));
	if (!messages.some(hasSender)) return none;
	// A damaged message comes with the others, as far as it can be read.
	if (!messages.every(isMessage)) return unsure;
	const texts = messages.map(textOf);
	return { callback: 'yes', event: 'message', count: messages.length, texts };
};

const readXml = (xml: string): unknown => {
	let read: unknown;
	new Parser({
		explicitArray: false,
		ignoreAttrs: true,
		tagNameProcessors: [(name: string) => name.replace(/^[^:]*:/, '')],
	}).parseString(xml, (error, value) => {
		if (error) throw error;
		read = value;
	});
	return read;
};

/** Names one way or another: `a[b][0]`. Any other name may be read in several ways. */
const isPlainName = (name: string): boolean => /^\w+(?:\[\w+\])*$/.test(name);

/** The objects that the names of a form’s fields describe. */
const nest = (fields: Array<[string, string]>): unknown => {
	const root: Record<string, unknown> = {};
	for (const [name, value] of fields) {
		const path = name.split(/[[\]]+/).filter(Boolean);
		if (path.includes('__proto__')) continue;
		const last = path.pop() ?? '';
		let node = root;
		for (const part of path) {
			if (!Object.hasOwn(node, part)) node[part] = {};
			if (typeof node[part] !== 'object') throw new Ambiguous();
			node = node[part] as Record<string, unknown>;
		}
		// A repeated name may be a list or a mistake.
		if (Object.hasOwn(node, last)) throw new Ambiguous();
		node[last] = value;
	}
	return withLists(root);
};

const withLists = (value: unknown): unknown => {
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).map(([name, inner]) => [name, withLists(inner)] as const);
	const numbered = entries.filter(([name]) => /^\d+$/.test(name));
	if (numbered.length === 0) return Object.fromEntries(entries);
	if (numbered.length < entries.length || entries.some(([name]) => name.length > 3)) {
		throw new Ambiguous();
	}
	return entries.map(([, inner]) => inner);
};

const judgeForm = (fields: Array<[string, string]>): Verdict => {
	if (!/sender|delivery/i.test(JSON.stringify(fields))) return none;
	if (!fields.every(([name]) => isPlainName(name))) return unsure;
	const verdict = judgeFields(fields);
	// A field may hold a document that is a callback.
	const mayHoldDocument = fields.some(([, value]) => /^\s*[{<]/.test(value));
	return verdict.callback === 'no' && mayHoldDocument ? unsure : verdict;
};

const judgeFields = (fields: Array<[string, string]>): Verdict => {
	const document = nest(fields);
	const isBare = ['deliveryInfo', 'deliveryStatus'].some(
		(name) => get(document, name) !== undefined,
	);
	if (!isBare || get(document, 'deliveryInfoNotification') !== undefined) return judge(document);
	const isWrapped = get(document, 'deliveryInfo') !== undefined;
	return judge({ deliveryInfoNotification: isWrapped ? document : { deliveryInfo: document } });
};

const urlEncodedFields = (text: string): Array<[string, string]> =>
	Object.entries(parseQueryString(text)).flatMap(([name, value]) =>
		[value ?? ''].flat().map((one): [string, string] => [name, one]),
	);

/** The parts of a multipart form that is written as RFC 7578 wants it. Undefined for any other. */
const multipartFields = (body: string): Array<[string, string]> | undefined => {
	const boundary = /^--([\w-]+)\r\n/.exec(body)?.[1];
	if (boundary === undefined || !body.endsWith(`\r\n--${boundary}--\r\n`)) return undefined;
	const inner = body.slice(boundary.length + 4, -(boundary.length + 8));
	const parts = inner
		.split(`\r\n--${boundary}\r\n`)
		.map((part) => /^Content-Disposition: form-data; name="([^"\r\n]*)"\r\n\r\n([^]*)$/.exec(part));
	// What is left of a damaged boundary may be text, or end the form.
	return parts.every((part) => part !== null && !part[2]?.includes(`--${boundary}`))
		? parts.map((part) => [part?.[1] ?? '', part?.[2] ?? ''])
		: undefined;
};

/** The fields of a form. Undefined for a document; `unsure` for what may be either, or is damaged. */
const fieldsOf = (
	body: string,
	contentType: string,
): Array<[string, string]> | 'unsure' | undefined => {
	const text = body.replace(/^\ufeff/, '').trim();
	if (contentType.startsWith('multipart')) return multipartFields(body) ?? 'unsure';
	if (/^[{[<]/.test(text)) return undefined;
	if (text.startsWith('--')) return multipartFields(body) ?? 'unsure';
	if (contentType.startsWith('application/x-www-form')) return urlEncodedFields(text);
	if (/^[\w.%[\]-]{1,200}=/.test(text)) return urlEncodedFields(text);
	return text.includes('=') ? 'unsure' : undefined;
};

const judgeDocument = (body: string): Verdict => {
	const text = body.replace(/^\ufeff/, '').trim();
	const isXml = text.startsWith('<');
	if (isXml && /<!doctype|<html/i.test(text)) return /<!\[CDATA\[/.test(text) ? unsure : none;
	let document: unknown;
	try {
		document = isXml ? readXml(text) : JSON.parse(text);
	} catch {
		// Some gateways write texts unescaped, and the node repairs that.
		return /sender|delivery/i.test(text) ? unsure : none;
	}
	return judge(document);
};

/** Judges a body in UTF-8. */
export const verdictOn = (body: string, contentType = ''): Verdict => {
	const fields = fieldsOf(body, contentType);
	if (fields === 'unsure') return unsure;
	try {
		return fields ? judgeForm(fields) : judgeDocument(body);
	} catch (error) {
		if (error instanceof Ambiguous) return unsure;
		throw error;
	}
};
