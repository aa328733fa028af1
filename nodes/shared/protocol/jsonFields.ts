import { isObject } from './fields';

const named = (value: object, name: string): unknown[] =>
	Object.entries(value)
		.filter(([key]) => key.toLowerCase() === name)
		.map(([, inner]) => inner);

/** The objects in a value, itself too, down to a depth. */
const objectsIn = (value: unknown, levels: number): object[] =>
	isObject(value) && levels > 0
		? [value, ...Object.values(value).flatMap((inner) => objectsIn(inner, levels - 1))]
		: [];

/** Whether a message of a well-formed document has a text or a sender twice, in any letter case. */
export const hasFieldTwice = (json: string, parsed: unknown, levels: number): boolean => {
	const written = json.match(/"(?:message|senderAddress)"\s{0,99}:/gi)?.length ?? 0;
	if (written < 2) return false;
	const fields = objectsIn(parsed, levels).map((value) => ({
		texts: named(value, 'message').length,
		senders: named(value, 'senderaddress').length,
	}));
	// Of two fields of the very same name, only the last one was parsed.
	const read = fields.reduce((sum, { texts, senders }) => sum + texts + senders, 0);
	return written > read || fields.some(({ texts, senders }) => texts * senders > 1);
};

/** Whether each message has a sender. Without one, a text may have been read as fields. */
export const hasSenders = (parsed: unknown, levels: number): boolean =>
	objectsIn(parsed, levels).every(
		(value) =>
			!named(value, 'message').some((text) => typeof text === 'string') ||
			named(value, 'senderaddress').length > 0,
	);
