import { readDelivery } from './deliveryInfo';
import { field, list, token } from './fields';
import { readInbound } from './inboundMessage';
import type { DeliveryNotice, Inbound } from './types';

/** What a callback brings, told apart by its content. */
export type Callback =
	| { event: 'message'; messages: Inbound[] }
	| { event: 'deliveryStatus'; notices: DeliveryNotice[] };

const isMessage = (entry: unknown): boolean =>
	typeof field(entry, 'SenderAddress') === 'string' &&
	['string', 'number', 'boolean'].includes(typeof field(entry, 'Message')) &&
	token(entry, 'SenderAddress') !== '';

/** OneAPI wraps what AT&T's own callback gives bare. */
const messagesIn = (payload: unknown): unknown[] => {
	const wrapped = field(payload, 'inboundSMSMessageNotification');
	if (wrapped !== undefined) return list(wrapped, 'inboundSMSMessage');
	// In XML the callback has a root element of its own.
	const root = list(payload, 'InboundSmsMessage');
	return root.length > 0 ? root : [payload];
};

const noticesIn = (notification: unknown): DeliveryNotice[] =>
	list(notification, 'deliveryInfo').map((info) => ({
		messageId: token(notification, 'messageId') || token(notification, 'callbackData'),
		...readDelivery(info),
		raw: info,
	}));

/**
 * Reads a callback of the gateway: a message received ("Receive SMS" in AT&T's page, or OneAPI's
 * `inboundSMSMessageNotification`) or a `deliveryInfoNotification`. Undefined for anything else,
 * and for one of which any part is not as it must be.
 */
export const readCallback = (payload: unknown): Callback | undefined => {
	const notification = field(payload, 'deliveryInfoNotification');
	if (notification !== undefined) {
		const notices = noticesIn(notification);
		const complete = notices.length > 0 && notices.every(({ to, status }) => to && status);
		return complete ? { event: 'deliveryStatus', notices } : undefined;
	}
	const entries = messagesIn(payload);
	return entries.length > 0 && entries.every(isMessage)
		? { event: 'message', messages: entries.map(readInbound) }
		: undefined;
};
