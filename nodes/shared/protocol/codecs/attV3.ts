import type { Dialect } from '../types';
import { attAddress, attProvider, attReaders } from './att';

const outbox = '/sms/v3/messaging/outbox';

/** AT&T's own API, version 3: `/sms/v3/messaging`. */
export const attV3 = {
	provider: attProvider,
	apiVersion: '3',
	credentialTestPath: `${outbox}/SMS0`,
	sendRequest: (outbound) => ({
		method: 'POST',
		path: outbox,
		body: {
			outboundSMSRequest: {
				address: attAddress(outbound),
				message: outbound.message,
				notifyDeliveryStatus: outbound.notifyDeliveryStatus,
			},
		},
	}),
	statusRequests: ({ messageId }) => [
		{ method: 'GET', path: `${outbox}/${encodeURIComponent(messageId)}` },
	],
	inboxRequest: (shortCode) => ({
		method: 'GET',
		path: `/sms/v3/messaging/inbox/${encodeURIComponent(shortCode)}`,
	}),
	...attReaders,
} as const satisfies Dialect;
