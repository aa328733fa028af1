import { readDelivery } from './deliveryInfo';
import { field, list, token } from './fields';
import { readInboundList } from './inboundMessage';
import { sentIdIn } from './resourceUrl';
import type { DeliveryNotice, Inbound } from './types';

/** The content of a callback. */
export type Callback =
	| { event: 'message'; messages: Inbound[] }
	| { event: 'deliveryStatus'; notices: DeliveryNotice[] };

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Fields of a notification that hold for all messages in it, such as `callbackData`. */
const sharedFields = (notification: unknown, listName: string): Record<string, unknown> =>
	isRecord(notification)
		? Object.fromEntries(
				Object.entries(notification).filter(
					([name]) => name.toLowerCase() !== listName.toLowerCase(),
				),
			)
		: {};

/** OneAPI wraps what AT&T's own callback gives bare; some gateways push a list like an inbox's. */
const wrappers = [
	['inboundSMSMessageNotification', 'inboundSMSMessage'],
	['inboundSMSMessageList', 'inboundSMSMessage'],
] as const;

/** AT&T's ids of a list are `msg0`, `msg1`, … in each list. */
const withIdOfList = (message: Inbound): Inbound =>
	/^msg\d+$/i.test(message.messageId) ? { ...message, isIdOfList: true } : message;

const messagesIn = (payload: unknown): Inbound[] => {
	for (const [wrapper, name] of wrappers) {
		const notification = field(payload, wrapper);
		if (notification === undefined || notification === null) continue;
		const isList = wrapper === 'inboundSMSMessageList';
		const shared = isList ? {} : sharedFields(notification, name);
		const messages = readInboundList(notification, name);
		return (isList ? messages.map(withIdOfList) : messages).map((message) =>
			isRecord(message.raw) ? { ...message, raw: { ...shared, ...message.raw } } : message,
		);
	}
	// In XML the callback has a root element of its own.
	const inRoot = readInboundList(payload, 'InboundSmsMessage');
	return inRoot.length > 0 ? inRoot : readInboundList({ payload }, 'payload');
};

const readNotice = (notification: unknown, info: unknown, isOnly: boolean): DeliveryNotice => ({
	messageId:
		token(notification, 'messageId') ||
		token(info, 'messageId') ||
		sentIdIn(notification, info) ||
		token(notification, 'callbackData') ||
		token(info, 'callbackData'),
	...readDelivery(info),
	raw: isOnly
		? notification
		: { ...sharedFields(notification, 'deliveryInfo'), deliveryInfo: info },
});

const noticesIn = (notification: unknown): DeliveryNotice[] => {
	const infos = list(notification, 'deliveryInfo').filter((info) => info !== null);
	return infos.map((info) => readNotice(notification, info, infos.length === 1));
};

/** A message that anyone sent, as opposed to an object of another kind. */
const hasSender = ({ senderAddress }: Inbound): boolean => senderAddress !== '';

/**
 * Reads a callback of the gateway: a message received ("Receive SMS" in AT&T's page, OneAPI's
 * `inboundSMSMessageNotification`, or a pushed `inboundSMSMessageList`) or a
 * `deliveryInfoNotification`. Undefined for anything else. If one of several messages is damaged,
 * it comes with the others, in order.
 */
export const readCallback = (payload: unknown): Callback | undefined => {
	const notification = field(payload, 'deliveryInfoNotification');
	if (notification !== undefined) {
		const notices = noticesIn(notification);
		const complete = notices.length > 0 && notices.every(({ to, status }) => to && status);
		return complete ? { event: 'deliveryStatus', notices } : undefined;
	}
	const messages = Array.isArray(payload) ? [] : messagesIn(payload);
	return messages.some(hasSender) ? { event: 'message', messages } : undefined;
};
