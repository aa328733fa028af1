import { readCallback, type Callback } from './callback';
import { decodeBody, parsePayload } from './payload';
import { field, list } from './fields';

/** A field of a form, by the name that it was sent under. Names may repeat. */
export type FormField = readonly [name: string, value: string];

/** No callback has more. Others are ignored, as n8n does it. */
const maxFields = 1000;

const isHex = /^[\da-f]{2}$/i;

const isAscii = /^[\t\r\n -~]*$/;

/** Text whose characters are bytes, in the charset that the Content-Type names. */
const decode = (latin1: string, contentType: string): string =>
	isAscii.test(latin1) ? latin1 : decodeBody(Buffer.from(latin1, 'latin1'), contentType);

/** Undoes URL-encoding in text whose characters are bytes. A lone percent sign stays. */
const unescapeBytes = (latin1: string): string =>
	latin1
		.replaceAll('+', ' ')
		.split('%')
		.map((part, index) => {
			if (index === 0) return part;
			const hex = part.slice(0, 2);
			return isHex.test(hex) ? String.fromCharCode(parseInt(hex, 16)) + part.slice(2) : `%${part}`;
		})
		.join('');

/** A zone whose plus sign was not escaped, and so was read as a blank: `10:11:12 0000`. */
const zoneAfterBlank = /(:\d{2}(?:[.,:]\d{1,9})?\s?) (?=(?:0\d|1[0-4]):?\d{2}$)/;

const withPlus = (name: string, value: string): string =>
	/dateTime\]?$/i.test(name) ? value.slice(0, 100).replace(zoneAfterBlank, '$1+') : value;

/**
 * Parses `application/x-www-form-urlencoded` (WHATWG URL, section 5.1). The charset is that of the
 * Content-Type, or else UTF-8, or else Latin-1, for each field.
 */
export const parseUrlEncoded = (body: Buffer, contentType: string): FormField[] =>
	body
		.toString('latin1')
		.trim()
		.split('&', maxFields)
		.filter((pair) => pair !== '')
		.map((pair) => {
			const end = pair.indexOf('=');
			const parts = end < 0 ? [pair, ''] : [pair.slice(0, end), pair.slice(end + 1)];
			const [name = '', value = ''] = parts.map((part) => decode(unescapeBytes(part), contentType));
			return [name, withPlus(name, value)] as const;
		});

const headerIn = (head: string, name: string): string =>
	head
		.split(/\r?\n/)
		.find((line) => line.toLowerCase().startsWith(`${name}:`))
		?.slice(name.length + 1) ?? '';

/** Parses the part of a multipart body between two boundaries. Undefined if it has no blank line. */
const parsePart = (part: string): FormField | undefined => {
	const gap = /\r?\n\r?\n/.exec(part);
	if (!gap) return undefined;
	const head = part.slice(0, gap.index);
	const content = part.slice(gap.index + gap[0].length);
	const disposition = headerIn(head, 'content-disposition').slice(0, 1000);
	const name = /\bname="?([^";]*)/i.exec(disposition)?.[1] ?? '';
	return [name, decode(content, headerIn(head, 'content-type'))];
};

/** From the Content-Type, or else from the first line. */
const boundaryOf = (text: string, contentType: string): string | undefined =>
	/boundary="?([^";\s]{1,70})/i.exec(contentType.slice(0, 1000))?.[1] ??
	/^\s{0,99}--([^\s"]{1,70})[ \t]{0,99}\r?\n/.exec(text)?.[1];

/**
 * Parses a multipart body of any kind (RFC 2046, section 5.1). A part without a name has an empty
 * one.
 */
export const parseMultipart = (body: Buffer, contentType: string): FormField[] => {
	const text = body.toString('latin1').trimStart();
	const boundary = boundaryOf(text, contentType);
	if (boundary === undefined) return [];
	const escaped = boundary.replace(/\W/g, '\\$&');
	// A boundary is a line of its own: a text may hold the same characters.
	const delimiter = new RegExp(`(?:^|\\r?\\n)--${escaped}(?:--)?[ \\t]{0,99}(?=\\r?\\n|$)`);
	return text
		.split(delimiter, maxFields)
		.slice(1)
		.map(parsePart)
		.filter((part) => part !== undefined);
};

/** No field of a callback is deeper. A name with more parts is left as it is. */
const maxDepth = 8;

type Tree = Map<string, Tree | string[]>;

/** Sets a value at the path in its name: `deliveryInfo[0][address]`, `deliveryInfo.address`. */
const insert = (tree: Tree, [name, value]: FormField): void => {
	const path = name.split(/[.[\]]+/, maxDepth + 2).filter((part) => part !== '');
	// Copied into an object, it would become its prototype.
	if (path.includes('__proto__')) return;
	const isPath = path.length > 0 && path.length <= maxDepth;
	const last = isPath ? (path.pop() as string) : name;
	let node = tree;
	for (const part of isPath ? path : []) {
		const next = node.get(part) ?? (new Map() as Tree);
		// A name that has a text can't have fields too.
		if (Array.isArray(next)) return;
		node.set(part, next);
		node = next;
	}
	const values = node.get(last) ?? [];
	if (Array.isArray(values)) node.set(last, values);
	if (Array.isArray(values)) values.push(value);
};

const toJson = (node: Tree | string[]): unknown => {
	if (Array.isArray(node)) return node.length === 1 ? node[0] : node;
	const json = Object.fromEntries([...node].map(([name, inner]) => [name, toJson(inner)]));
	// JavaScript keeps whole numbers in ascending order.
	const isList = node.size > 0 && [...node.keys()].every((name) => /^\d{1,9}$/.test(name));
	return isList ? Object.values(json) : json;
};

const nest = (fields: readonly FormField[]): unknown => {
	const tree: Tree = new Map();
	fields.forEach((each) => insert(tree, each));
	return toJson(tree);
};

const isNamed = (names: string) => (name: string) => new RegExp(`^(?:${names})$`, 'i').test(name);
const isOfDelivery = isNamed('address|deliveryStatus');

/** A delivery status without the objects around it. It has one address and status, or as many of each. */
const withNotification = (payload: unknown): unknown => {
	const statuses = list(payload, 'deliveryStatus');
	const isBare = statuses.length > 0 || field(payload, 'deliveryInfo') !== undefined;
	if (!isBare || field(payload, 'deliveryInfoNotification') !== undefined) return payload;
	if (statuses.length === 0) return { deliveryInfoNotification: payload };
	const addresses = list(payload, 'address');
	const infos = statuses.map((deliveryStatus, index) => ({
		address: addresses[index],
		deliveryStatus,
	}));
	const shared = Object.entries(Object(payload)).filter(([name]) => !isOfDelivery(name));
	const deliveryInfo = infos.length === 1 ? infos[0] : infos;
	return { deliveryInfoNotification: { ...Object.fromEntries(shared), deliveryInfo } };
};

/** Fields whose text a subscriber may have written: a callback in it would be forged. */
const isOwnField = isNamed('message|senderAddress|destinationAddress|dateTime|messageId');

/** The texts that may be a callback of their own: of the only field, or of one with another name. */
const documentsIn = (fields: readonly FormField[]): string[] =>
	fields
		.filter(([name]) => fields.length === 1 || !isOwnField(name))
		.map(([, value]) => value)
		.filter((value) => /^\s*[{<]/.test(value.slice(0, 100)));

/**
 * Reads the callback in a form: in its own fields, flat or with OneAPI's objects in their names
 * (`deliveryInfo[address]`), or as JSON or XML in one of them. Throws an InvalidResponseError if that
 * can't be parsed.
 */
export const readFormCallback = (fields: readonly FormField[]): Callback | undefined => {
	const own = readCallback(withNotification(nest(fields)));
	if (own) return own;
	for (const document of documentsIn(fields)) {
		const callback = readCallback(parsePayload(document));
		if (callback) return callback;
	}
	return undefined;
};
