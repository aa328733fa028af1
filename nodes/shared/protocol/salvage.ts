/** How a format writes the messages of a document, for one that can't be parsed as a whole. */
export interface MessageFormat {
	/** Matches the beginning of a document that holds messages, with the name of its root, if any. */
	root: RegExp;
	/** Matches the beginning of a message. Global. */
	start: RegExp;
	/** The part of a document that is a message, from its beginning to that of the next one, if any. */
	slice(document: string, start: number, next: number | undefined): string;
	/** Its value, from the parsed part. */
	valueOf(parsed: unknown): unknown;
	/** Matches the count of the messages still waiting, in its first group. */
	pending: RegExp;
}

const startsOf = (document: string, { start }: MessageFormat): number[] =>
	[...document.matchAll(start)].map(({ index }) => index);

/** As a document with that root would be parsed. */
const inRoot = (root: string | undefined, entries: unknown[], pending: string): object => {
	if (root === undefined) return entries;
	return /list$/i.test(root)
		? {
				InboundSmsMessageList: {
					InboundSmsMessage: entries,
					TotalNumberOfPendingMessages: pending,
				},
			}
		: { inboundSMSMessageNotification: { inboundSMSMessage: entries } };
};

/**
 * The messages of an inbox page or callback that isn't well-formed, each parsed on its own. One that
 * can't be parsed is given as its text. The result has the shape of a parsed document; of callbacks
 * without a root, a list. Undefined if the document has no messages.
 */
export const salvageMessages = (
	document: string,
	format: MessageFormat,
	parse: (part: string) => unknown,
): object | undefined => {
	const root = format.root.exec(document);
	const starts = root ? startsOf(document, format) : [];
	if (starts.length === 0) return undefined;
	const entries = starts.map((start, index) => {
		const part = format.slice(document, start, starts[index + 1]);
		try {
			return format.valueOf(parse(part)) ?? part;
		} catch {
			return part;
		}
	});
	return inRoot(root?.[1], entries, format.pending.exec(document)?.[1] ?? '');
};
