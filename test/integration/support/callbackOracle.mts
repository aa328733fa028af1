// What a body posted to the listener is, told by other means than the nodes': JSON.parse and
// n8n's own XML parser, and the rules of AT&T's page and the GSMA's as they are written there.
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
	(typeof value === 'object' && value !== null && Object.keys(value).length === 0);

const hasSender = (value: unknown): boolean => says(get(value, 'SenderAddress'));

/** A message whose text is a text, or isn't there, which counts as an empty one. */
const isMessage = (value: unknown): boolean => {
	const message = get(value, 'Message');
	return hasSender(value) && (message === undefined || message === null || isScalar(message));
};

const textOf = (value: unknown): string => {
	const message = get(value, 'Message');
	return message === undefined || message === null ? '' : String(message);
};

const isDelivery = (value: unknown): boolean => {
	const address = get(value, 'address');
	// "tel:" alone is an address without a number.
	if (isScalar(address) && /^\s*(tel|short|sip)?(:|%)/i.test(String(address))) {
		if (!/\d/.test(String(address))) throw new Ambiguous();
	}
	return says(address) && says(get(value, 'deliveryStatus'));
};

const judge = (document: unknown): Verdict => {
	if (depthOf(document) > deepest) return none;
	const notification = get(document, 'deliveryInfoNotification');
	if (notification !== undefined) {
		const deliveries = elements(get(notification, 'deliveryInfo')).filter((each) => each !== null);
		if (deliveries.length === 0 || !deliveries.every(isDelivery)) return none;
		return { callback: 'yes', event: 'deliveryStatus', count: deliveries.length, texts: [] };
	}
	if (Array.isArray(document)) return none;
	const wrapped =
		get(document, 'inboundSMSMessageNotification') ?? get(document, 'inboundSMSMessageList');
	const root = elements(get(document, 'InboundSmsMessage')).filter((entry) => !isEmpty(entry));
	const entries =
		wrapped !== undefined
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

/** Judges a body in UTF-8. */
export const verdictOn = (body: string): Verdict => {
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
	try {
		return judge(document);
	} catch (error) {
		if (error instanceof Ambiguous) return unsure;
		throw error;
	}
};
