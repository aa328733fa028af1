import type { Dialect } from '../types';
import { attAddress, attProvider, attReaders } from './att';

const outbox = '/rest/sms/2/messaging/outbox';

/** AT&T's own API, version 2, as in AT&T's page: `/rest/sms/2/messaging`. */
export const attV2 = {
	provider: attProvider,
	apiVersion: '2',
	credentialTestPath: `${outbox}/SMS0`,
	sendRequest: (outbound) => ({
		method: 'POST',
		path: outbox,
		body: {
			Address: attAddress(outbound),
			Message: outbound.message,
			NotifyDeliveryStatus: outbound.notifyDeliveryStatus,
		},
	}),
	statusRequests: ({ messageId }) => [
		{ method: 'GET', path: `${outbox}/${encodeURIComponent(messageId)}` },
	],
	inboxRequest: (shortCode) => ({
		method: 'GET',
		path: `/rest/sms/2/messaging/inbox?RegistrationID=${encodeURIComponent(shortCode)}`,
	}),
	...attReaders,
} as const satisfies Dialect;
