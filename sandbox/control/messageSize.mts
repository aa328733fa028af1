import { measureText } from '../protocol/encoding.mts';
import type { History, SandboxEvent } from '../types.mts';

const withSize = <T extends { message: string }>(message: T) => ({
	...message,
	size: measureText(message.message),
});

/** The history as the control API gives it: each message with its encoding and segments. */
export const historyWithSizes = (history: History) => ({
	...history,
	// A getter, which a spread would leave out.
	wire: history.wire,
	accepted: history.accepted.map(withSize),
	mo: history.mo.map(withSize),
});

/** An event's data, with the size of the message in it. */
export const dataWithSize = ({ type, data }: SandboxEvent): unknown =>
	type === 'accepted' || type === 'delivery' || type === 'mo' ? withSize(data) : data;
