import { withoutCdata } from './xml';

const name = (local: string): string => String.raw`(?:[\w.-]{1,64}:)?${local}`;
const attributes = String.raw`(?:\s[^<>]{0,1000})?`;

/** Elements of a message whose content is text. */
const textElements = 'message|messageId|senderAddress|destinationAddress|dateTime';

/** The borders of messages, and the tags of their text elements. */
const messageTag = new RegExp(
	String.raw`<(?<close>\/)?${name(`(?<name>inboundSMSMessage|${textElements})`)}${attributes}>`,
	'gi',
);

/** `&` that doesn't begin a reference. */
const escapeAmpersands = (text: string): string =>
	text.replace(/&(?!(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});)/gi, '&amp;');

/** Between elements, only what may begin a tag, a comment or an instruction stays markup. */
const escapeMarkup = (xml: string): string =>
	escapeAmpersands(xml).replace(/<(?![\w/!?])/g, '&lt;');

const escapeText = (text: string): string => escapeAmpersands(text).replaceAll('<', '&lt;');

interface Tag {
	name: string;
	isClose: boolean;
	isEmpty: boolean;
	start: number;
	end: number;
}

const tagsIn = (xml: string): Tag[] =>
	[...xml.matchAll(messageTag)].map((match) => ({
		name: (match.groups?.name ?? '').toLowerCase(),
		isClose: match.groups?.close !== undefined,
		isEmpty: match[0].endsWith('/>'),
		start: match.index,
		end: match.index + match[0].length,
	}));

/**
 * For each tag, the index of the tag that ends its text: the last closing tag of that name before
 * another element of the message begins, since a text may hold anything that looks like a tag.
 */
const closingTag = (
	tags: Tag[],
	opening: number,
	unclosedUntil: Map<string, number>,
): number | undefined => {
	const { name: wanted } = tags[opening] as Tag;
	// Each stretch of tags is searched once for each name, so that the time stays linear.
	if (opening < (unclosedUntil.get(wanted) ?? 0)) return undefined;
	let last: number | undefined;
	let index = opening + 1;
	for (; index < tags.length; index++) {
		const tag = tags[index] as Tag;
		if (tag.name === 'inboundsmsmessage') break;
		if (tag.isClose && tag.name === wanted) last = index;
		else if (last !== undefined && tag.name !== wanted) break;
	}
	if (last === undefined) unclosedUntil.set(wanted, index);
	return last;
};

/** What comes before the root element. Behind it, a document type can be in a text only. */
const prologOf = (xml: string): string => {
	const root = xml.search(/<[\w:]/);
	return root < 0 ? xml : xml.slice(0, root);
};

const isWhole = (xml: string): boolean => {
	const root = /<([\w.:-]{1,200})[\s/>]/.exec(xml.replace(/^<\?[^>]{0,1000}\?>/, ''))?.[1];
	return (
		root !== undefined &&
		new RegExp(String.raw`</${root.replace(/[.]/g, '\\.')}\s{0,99}>$`).test(xml.slice(-400))
	);
};

/**
 * Repairs the texts in XML that a gateway wrote without escaping them: `Tom & Jerry`, `I <3 you`,
 * `<b>`. What is between the tags of a message's text counts as text. Undefined if the
 * document doesn't end with its root element, so that it was truncated, or declares a document type.
 */
export const repairXml = (xml: string): string | undefined => {
	const plain = withoutCdata(xml.trim());
	if (!isWhole(plain) || /<!DOCTYPE/i.test(prologOf(plain))) return undefined;
	const tags = tagsIn(plain);
	const unclosedUntil = new Map<string, number>();
	const parts: string[] = [];
	let from = 0;
	for (let index = 0; index < tags.length; index++) {
		const tag = tags[index] as Tag;
		if (tag.isClose || tag.isEmpty || tag.name === 'inboundsmsmessage') continue;
		const closing = closingTag(tags, index, unclosedUntil);
		if (closing === undefined) continue;
		const { start } = tags[closing] as Tag;
		// An address, an id or a date has no markup: with some in it, it isn't one.
		const escape = tag.name === 'message' ? escapeText : escapeMarkup;
		parts.push(escapeMarkup(plain.slice(from, tag.end)), escape(plain.slice(tag.end, start)));
		from = start;
		index = closing;
	}
	return parts.join('') + escapeMarkup(plain.slice(from));
};
