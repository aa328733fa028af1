import { telAddress } from './address';
import { readDeliveryInfoList, readResourceUrl } from './deliveryInfo';
import { field, token } from './fields';
import { readInboxList } from './inboundMessage';
import type { Dialect, Outbound, Sent } from './types';

/** "tel:…" for one recipient, a list for several: AT&T's pages show both. */
const addressOf = ({ addresses }: Outbound): string | string[] => {
	const [first, ...others] = addresses.map(telAddress);
	return others.length === 0 && first !== undefined ? first : [first ?? '', ...others];
};

/** In XML the answer has a root element, whose name AT&T's pages don't give. */
const withoutRoot = (payload: unknown): unknown => {
	const named = ['Id', 'ResourceReference'].some((name) => field(payload, name) !== undefined);
	return named ? payload : (Object.values(payload ?? {})[0] ?? payload);
};

const readSent = (response: unknown, idName: string): Sent => ({
	messageId: token(response, idName),
	resourceUrl: readResourceUrl(response),
});

/** AT&T's own provider, version 2: `/rest/sms/2/messaging`. */
export const attV2: Dialect = {
	sendRequest: (outbound) => ({
		method: 'POST',
		path: '/rest/sms/2/messaging/outbox',
		body: {
			Address: addressOf(outbound),
			Message: outbound.message,
			NotifyDeliveryStatus: outbound.notifyDeliveryStatus,
		},
	}),
	readSent: (payload) => readSent(withoutRoot(payload), 'Id'),
	statusRequests: ({ messageId }) => [
		{ method: 'GET', path: `/rest/sms/2/messaging/outbox/${encodeURIComponent(messageId)}` },
	],
	readDeliveries: readDeliveryInfoList,
	inboxRequest: (shortCode) => ({
		method: 'GET',
		path: `/rest/sms/2/messaging/inbox?RegistrationID=${encodeURIComponent(shortCode)}`,
	}),
	readInbox: readInboxList,
};

/** AT&T's own provider, version 3: `/sms/v3/messaging`. */
export const attV3: Dialect = {
	sendRequest: (outbound) => ({
		method: 'POST',
		path: '/sms/v3/messaging/outbox',
		body: {
			outboundSMSRequest: {
				address: addressOf(outbound),
				message: outbound.message,
				notifyDeliveryStatus: outbound.notifyDeliveryStatus,
			},
		},
	}),
	readSent: (payload) => readSent(field(payload, 'outboundSMSResponse'), 'messageId'),
	statusRequests: ({ messageId }) => [
		{ method: 'GET', path: `/sms/v3/messaging/outbox/${encodeURIComponent(messageId)}` },
	],
	readDeliveries: readDeliveryInfoList,
	inboxRequest: (shortCode) => ({
		method: 'GET',
		path: `/sms/v3/messaging/inbox/${encodeURIComponent(shortCode)}`,
	}),
	readInbox: readInboxList,
};
