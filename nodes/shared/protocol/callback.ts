import { readDelivery } from './deliveryInfo';
import { field, isNothing, isRecord, list, token } from './fields';
import { readInboundList } from './inboundMessage';
import { inboundIdIn, sentIdIn } from './resourceUrl';
import type { Delivery, DeliveryNotice, Inbound } from './types';

/** The content of a callback. */
export type Callback =
	/** `notices`: delivery statuses that came along. */
	| { event: 'message'; messages: Inbound[]; notices?: DeliveryNotice[] }
	| { event: 'deliveryStatus'; notices: DeliveryNotice[] };

/** AT&T and OneAPI have one or two shared fields. More are copied to no entry: they could be thousands. */
const most = { fields: 50, characters: 2000 };

/**
 * Fields of a notification that hold for all entries in it, such as `callbackData`, without what is
 * under `names`. None if they are too many to copy to each entry.
 */
const sharedFields = (notification: unknown, ...names: string[]): Record<string, unknown> => {
	if (!isRecord(notification)) return {};
	const others = new Set(names.map((name) => name.toLowerCase()));
	const own = Object.entries(notification).filter(([name]) => !others.has(name.toLowerCase()));
	const areFew = own.length <= most.fields && JSON.stringify(own).length <= most.characters;
	return areFew ? Object.fromEntries(own) : {};
};

/** OneAPI wraps what AT&T's own callback gives bare; some gateways push a list like an inbox's. */
const messageWrappers = ['inboundSMSMessageNotification', 'inboundSMSMessageList'];
const deliveryWrapper = 'deliveryInfoNotification';

/** Fields of a callback next to its wrapper. */
const outerFields = (payload: unknown): Record<string, unknown> =>
	sharedFields(payload, deliveryWrapper, ...messageWrappers);

/** AT&T's ids of a list are `msg0`, `msg1`, … in each list. */
const withIdOfList = (message: Inbound): Inbound =>
	/^msg\d+$/i.test(message.messageId) ? { ...message, isIdOfList: true } : message;

/**
 * The messages of a notification or list. Its own fields, and the `outer` ones of its callback, hold
 * for each message. Its id is the message's if there is only one.
 */
const readMessages = (
	parent: unknown,
	name: string,
	outer: Record<string, unknown> = {},
): Inbound[] => {
	const messages = readInboundList(parent, name);
	if (messages.length === 0) return [];
	const ownId = messages.length === 1 ? token(parent, 'messageId') || inboundIdIn(parent) : '';
	const shared = { ...outer, ...sharedFields(parent, name) };
	return messages.map((message) => ({
		...message,
		messageId: message.messageId || ownId,
		...(isRecord(message.raw) && { raw: { ...shared, ...message.raw } }),
	}));
};

/** Undefined if there is no wrapper. */
const wrappedMessages = (payload: unknown): Inbound[] | undefined => {
	for (const wrapper of messageWrappers) {
		const notification = field(payload, wrapper);
		if (notification === undefined || notification === null) continue;
		const messages = readMessages(notification, 'inboundSMSMessage', outerFields(payload));
		return wrapper === 'inboundSMSMessageList' ? messages.map(withIdOfList) : messages;
	}
	return undefined;
};

const bareMessages = (payload: unknown): Inbound[] => {
	// In XML the callback has a root element of its own.
	const inRoot = readMessages(payload, 'InboundSmsMessage');
	return inRoot.length > 0 ? inRoot : readInboundList({ payload }, 'payload');
};

const damageOf = ({ to, status }: Delivery): string =>
	status === '' ? 'it has no status' : to === '' ? 'it names no recipient' : '';

/** Whether it has a status, and an address or a message id that the status belongs to. */
const isMeaningful = ({ to, status }: Delivery, messageId: string): boolean =>
	status !== '' && (to !== '' || messageId !== '');

/** None if none of them is a delivery. Those that are incomplete come with the others. */
const noticesIn = (payload: unknown): DeliveryNotice[] => {
	const notification = field(payload, deliveryWrapper);
	const infos = list(notification, 'deliveryInfo').filter((info) => !isNothing(info));
	if (infos.length === 0) return [];
	// Read once: a hostile notification has thousands of fields, and of entries.
	const messageId = token(notification, 'messageId');
	const sentId = sentIdIn(notification);
	const callbackData = token(notification, 'callbackData');
	const read = infos.map((info) => ({
		info,
		messageId:
			messageId ||
			token(info, 'messageId') ||
			sentId ||
			sentIdIn(info) ||
			callbackData ||
			token(info, 'callbackData'),
		delivery: readDelivery(info),
	}));
	if (!read.some((one) => isMeaningful(one.delivery, one.messageId))) return [];
	const outer = outerFields(payload);
	const shared = { ...outer, ...sharedFields(notification, 'deliveryInfo') };
	return read.map(({ info, delivery, ...id }) => {
		const damaged = damageOf(delivery);
		return {
			...id,
			...delivery,
			raw:
				infos.length === 1
					? { ...outer, ...(notification as object) }
					: { ...shared, deliveryInfo: info },
			...(damaged && { damaged }),
		};
	});
};

/** A message that anyone sent, as opposed to an object of another kind. */
const hasSender = ({ senderAddress }: Inbound): boolean => senderAddress !== '';

interface Content {
	messages: Inbound[];
	notices: DeliveryNotice[];
}

const contentOf = (payload: unknown): Content => {
	if (Array.isArray(payload)) {
		const parts = payload.map(contentOf);
		return {
			messages: parts.flatMap(({ messages }) => messages).map(withIdOfList),
			notices: parts.flatMap(({ notices }) => notices),
		};
	}
	const notices = noticesIn(payload);
	const wrapped = wrappedMessages(payload);
	// Next to a delivery status, a sender isn't that of a message.
	return { notices, messages: wrapped ?? (notices.length > 0 ? [] : bareMessages(payload)) };
};

/**
 * Reads a callback of the gateway: a message received ("Receive SMS" in AT&T's page, OneAPI's
 * `inboundSMSMessageNotification`, or a pushed `inboundSMSMessageList`) or a
 * `deliveryInfoNotification`, or a list of them. Undefined for anything else. If one of several
 * messages or deliveries is damaged, it comes with the others, in order.
 */
export const readCallback = (payload: unknown): Callback | undefined => {
	const { messages, notices } = contentOf(payload);
	if (messages.some(hasSender)) {
		return { event: 'message', messages, ...(notices.length > 0 && { notices }) };
	}
	return notices.length > 0 ? { event: 'deliveryStatus', notices } : undefined;
};
