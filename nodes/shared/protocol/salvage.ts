/** How a format writes the messages of a document, for one that can't be parsed as a whole. */
export interface MessageFormat {
	/** Matches the beginning of a message. Global. */
	start: RegExp;
	/** The part of a document from one message's beginning on that is that message. */
	slice(fromStart: string, isLast: boolean): string;
	/** Its value, from the parsed part. */
	valueOf(parsed: unknown): unknown;
	/** Matches the count of the messages still waiting, in its first group. */
	pending: RegExp;
}

/** A page or callback: its root, or first key, is a list, a notification or a message. */
const holdsMessages =
	/^(?:<\?[^>]{0,999}>)?\s{0,999}[<{]\s{0,99}"?(?:[\w.-]{1,64}:)?inboundSMSMessage(?:List|Notification)?["\s>]/i;

const startsOf = (document: string, { start }: MessageFormat): number[] =>
	[...document.matchAll(start)].map(({ index }) => index);

/**
 * The messages of an inbox page or callback that isn't well-formed, each parsed on its own. One that
 * can't be parsed is given as its text. The result has the shape of a parsed document. Undefined if
 * the document has no messages.
 */
export const salvageMessages = (
	document: string,
	format: MessageFormat,
	parse: (part: string) => unknown,
): object | undefined => {
	const starts = holdsMessages.test(document) ? startsOf(document, format) : [];
	if (starts.length === 0) return undefined;
	const entries = starts.map((start, index) => {
		const next = starts[index + 1];
		const part = format.slice(document.slice(start, next), next === undefined);
		try {
			return format.valueOf(parse(part)) ?? part;
		} catch {
			return part;
		}
	});
	if (!/inboundSMSMessageList/i.test(document)) {
		return { inboundSMSMessageNotification: { inboundSMSMessage: entries } };
	}
	const pending = format.pending.exec(document)?.[1] ?? '';
	return {
		InboundSmsMessageList: {
			InboundSmsMessage: entries,
			TotalNumberOfPendingMessages: pending,
		},
	};
};

const upTo = (text: string, end: number): string => (end < 0 ? text : text.slice(0, end));

export const jsonMessages: MessageFormat = {
	start: /\{\s{0,99}"(?:messageId|message|senderAddress|destinationAddress|dateTime)"\s{0,99}:/gi,
	slice: (fromStart, isLast) => {
		// Behind the last message come the brackets that close the page, and its counts.
		const part = isLast
			? upTo(fromStart, fromStart.search(/\}\s{0,99}[\]}]/) + 1 || -1)
			: fromStart;
		return part.slice(0, part.lastIndexOf('}') + 1) || part;
	},
	valueOf: (parsed) => parsed,
	pending: /"totalNumberOfPendingMessages"\s{0,99}:\s{0,99}"?(\d{0,15})/i,
};

export const xmlMessages: MessageFormat = {
	start: /<(?:[\w.-]{1,64}:)?inboundSMSMessage(?=[\s>])/gi,
	slice: (fromStart) => {
		const close = /<\/(?:[\w.-]{1,64}:)?inboundSMSMessage\s{0,99}>/i.exec(fromStart);
		return close ? fromStart.slice(0, close.index + close[0].length) : fromStart;
	},
	valueOf: (parsed) => Object.values(Object(parsed))[0],
	pending: /<(?:[\w.-]{1,64}:)?totalNumberOfPendingMessages>\s{0,99}(\d{0,15})/i,
};
