import { member, reference, type DialectCodec } from './dialect.mts';

const outbox = '/rest/sms/2/messaging/outbox';
const inbox = '/rest/sms/2/messaging/inbox';

/** AT&T's own API, version 2: the subject of AT&T's page. */
export const attV2: DialectCodec = {
	names: 'att',
	inboxForm: 'json',
	status: { addressForm: 'bare', ids: true },
	endpoints: [
		{ operation: 'send', path: outbox },
		{ operation: 'status', path: `${outbox}/{messageId}` },
		{ operation: 'inbox', path: inbox },
	],
	parts: { address: 'Address', message: 'Message', notify: 'NotifyDeliveryStatus' },
	readSend: (body) => ({
		address: member(body, 'Address'),
		message: member(body, 'Message'),
		notify: member(body, 'NotifyDeliveryStatus'),
	}),
	sendResponse: (id, url) => ({
		root: 'SMSResponse',
		bare: true,
		names: 'att',
		value: { id: id ?? undefined, ...reference(id, url) },
	}),
	resources: {
		message: (_, id) => `${outbox}/${id}`,
		status: (_, id) => `${outbox}/${id}`,
		inbox: () => inbox,
	},
};
