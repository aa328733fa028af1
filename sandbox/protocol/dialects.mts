import type { Body } from './serializers.mts';
import type { Dialect } from '../types.mts';

/** A send as it was written, nothing checked yet. */
export interface SendRequest {
	address: unknown;
	message: unknown;
	notify: unknown;
	callbackData: unknown;
}

const member = (value: unknown, name: string): unknown =>
	typeof value === 'object' && value !== null && Object.hasOwn(value, name)
		? (value as Record<string, unknown>)[name]
		: undefined;

const readV2 = (body: unknown): SendRequest => ({
	address: member(body, 'Address'),
	message: member(body, 'Message'),
	notify: member(body, 'NotifyDeliveryStatus'),
	callbackData: undefined,
});

const readV3 = (body: unknown): SendRequest => {
	const request = member(body, 'outboundSMSRequest');
	return {
		address: member(request, 'address'),
		message: member(request, 'message'),
		notify: member(request, 'notifyDeliveryStatus'),
		callbackData: undefined,
	};
};

/** OneAPI asks for notification with a receiptRequest; AT&T's page names notifyDeliveryStatus for both. */
const readOneApi = (body: unknown): SendRequest => {
	const request = member(body, 'outboundSMSMessageRequest');
	const receipt = member(request, 'receiptRequest');
	return {
		address: member(request, 'address'),
		message: member(member(request, 'outboundSMSTextMessage'), 'message'),
		notify: member(request, 'notifyDeliveryStatus') ?? (receipt === undefined ? undefined : true),
		callbackData: member(receipt, 'callbackData'),
	};
};

interface DialectWriter {
	names: Body['names'];
	/** The parts of a send, as its errors name them. */
	parts: { address: string; message: string; notify: string };
	readSend(body: unknown): SendRequest;
	/** What a send is answered with; an id of null stays unsaid. */
	sendAnswer(id: string | null, resourceUrl: string): Body;
	resources: {
		/** Where a message's status is, from the gateway's root. */
		message(sender: string, id: string): string;
		status(sender: string, id: string): string;
		inbox(shortCode: string): string;
	};
}

const reference = (id: string | null, resourceURL: string) =>
	id === null ? {} : { resourceReference: { resourceURL } };

const oneApi = (version: 2 | 3): DialectWriter => {
	const outbound = `/${version}/smsmessaging/outbound`;
	return {
		names: 'oneApi',
		parts: { address: 'address', message: 'message', notify: 'notifyDeliveryStatus' },
		readSend: readOneApi,
		sendAnswer: (id, url) => {
			const value = reference(id, url);
			return { root: 'outboundSMSResponse', bare: true, names: 'oneApi', value };
		},
		resources: {
			message: (sender, id) => `${outbound}/${sender}/requests/${id}`,
			// As AT&T's page prints it in the answer.
			status: (sender, id) => `${outbound}/requests/${sender}/${id}/deliveryInfos`,
			inbox: (shortCode) => `/${version}/smsmessaging/inbound/registrations/${shortCode}/messages`,
		},
	};
};

/** How each provider and version reads a send and words its answers: a new one is a new line here. */
export const dialects: Record<Dialect, DialectWriter> = {
	attV2: {
		names: 'att',
		parts: { address: 'Address', message: 'Message', notify: 'NotifyDeliveryStatus' },
		readSend: readV2,
		sendAnswer: (id, url) => {
			const value = { id: id ?? undefined, ...reference(id, url) };
			return { root: 'SMSResponse', bare: true, names: 'att', value };
		},
		resources: {
			message: (_, id) => `/rest/sms/2/messaging/outbox/${id}`,
			status: (_, id) => `/rest/sms/2/messaging/outbox/${id}`,
			inbox: () => '/rest/sms/2/messaging/inbox',
		},
	},
	attV3: {
		names: 'att',
		parts: { address: 'address', message: 'message', notify: 'notifyDeliveryStatus' },
		readSend: readV3,
		sendAnswer: (id, url) => {
			const value = { messageId: id ?? undefined, ...reference(id, url) };
			return { root: 'outboundSMSResponse', names: 'oneApi', value };
		},
		resources: {
			message: (_, id) => `/sms/v3/messaging/outbox/${id}`,
			status: (_, id) => `/sms/v3/messaging/outbox/${id}`,
			inbox: (shortCode) => `/sms/v3/messaging/inbox/${shortCode}`,
		},
	},
	oneApiV2: oneApi(2),
	oneApiV3: oneApi(3),
};

const pad = (value: number) => String(value).padStart(2, '0');

/** A time of day without its zone, in UTC: AT&T's MM-DD-YYYY, OneAPI's YYYY-MM-DD. */
const dateTime = (time: number, order: 'att' | 'oneApi'): string => {
	const date = new Date(time);
	const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
	const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(pad).join(':');
	return order === 'att'
		? `${pad(month)}-${pad(day)}-${year}T${clock}`
		: `${year}-${pad(month)}-${pad(day)}T${clock}`;
};

/** A received message as it is posted to a listener. MessageId is empty "for this release". */
export const messageCallbacks = {
	att: (mo: { time: number; to: string; message: string }, senderAddress: string): Body => ({
		root: 'inboundSMSMessage',
		bare: true,
		names: 'att',
		value: {
			dateTime: dateTime(mo.time, 'att'),
			messageId: '',
			message: mo.message,
			senderAddress,
			destinationAddress: mo.to,
		},
	}),
	oneApi: (mo: { time: number; to: string; message: string }, senderAddress: string): Body => ({
		root: 'inboundSMSMessageNotification',
		names: 'oneApi',
		value: {
			inboundSMSMessage: {
				senderAddress,
				destinationAddress: mo.to,
				message: mo.message,
				dateTime: dateTime(mo.time, 'oneApi'),
				messageId: '',
			},
		},
	}),
};

/** What became of a message, as it is posted to a listener. One delivery stands alone, more in a list. */
export const deliveryCallback = (
	form: 'att' | 'oneApi',
	message: { id: string; callbackData: string | null },
	deliveries: Array<{ address: string; deliveryStatus: string }>,
): Body => {
	const about =
		form === 'att'
			? { messageId: message.id }
			: { callbackData: message.callbackData ?? message.id };
	return {
		root: 'deliveryInfoNotification',
		// AT&T's code kits have OneAPI's letter case here.
		names: 'oneApi',
		value: { ...about, deliveryInfo: deliveries.length === 1 ? deliveries[0] : deliveries },
	};
};
