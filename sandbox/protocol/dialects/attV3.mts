import { member, reference, type DialectCodec } from './dialect.mts';

const messaging = '/sms/v3/messaging';

/** AT&T's own API, version 3. */
export const attV3: DialectCodec = {
	names: 'att',
	inboxForm: 'json',
	status: { addressForm: 'bare', ids: true },
	endpoints: [
		{ operation: 'send', path: `${messaging}/outbox` },
		{ operation: 'status', path: `${messaging}/outbox/{messageId}` },
		{ operation: 'inbox', path: `${messaging}/inbox/{shortCode}` },
	],
	parts: { address: 'address', message: 'message', notify: 'notifyDeliveryStatus' },
	readSend(body) {
		const request = member(body, 'outboundSMSRequest');
		return {
			address: member(request, 'address'),
			message: member(request, 'message'),
			notify: member(request, 'notifyDeliveryStatus'),
		};
	},
	sendResponse: (id, url) => ({
		root: 'outboundSMSResponse',
		names: 'oneApi',
		value: { messageId: id ?? undefined, ...reference(id, url) },
	}),
	resources: {
		message: (_, id) => `${messaging}/outbox/${id}`,
		status: (_, id) => `${messaging}/outbox/${id}`,
		inbox: (shortCode) => `${messaging}/inbox/${shortCode}`,
	},
};
