import { telAddress } from '../address';
import { readDeliveryInfoList } from '../deliveryInfo';
import { readInboxList } from '../inboundMessage';
import { readSent } from '../sent';
import { statusPathIn } from '../resourceUrl';
import type { Dialect, ProviderInfo, WireRequest } from '../types';

const provider = {
	value: 'oneApi',
	name: 'GSMA OneAPI',
	description: 'For an app with several short codes: each message names the one it is sent from',
	namesSender: true,
} as const satisfies ProviderInfo;

const get = (path: string): WireRequest => ({ method: 'GET', path });

/** The GSMA OneAPI, whose paths begin with the API's version. */
const oneApi = <Version extends string>(apiVersion: Version) => {
	const outbound = `/${apiVersion}/smsmessaging/outbound`;
	const registrations = `/${apiVersion}/smsmessaging/inbound/registrations`;
	return {
		provider,
		apiVersion,
		credentialTestPath: `${outbound}/0/requests/SMS0/deliveryInfos`,
		sendRequest: ({ addresses, message, notifyDeliveryStatus, senderAddress }) => ({
			method: 'POST',
			path: `${outbound}/${encodeURIComponent(senderAddress)}/requests`,
			body: {
				outboundSMSMessageRequest: {
					address: addresses.map(telAddress),
					senderAddress,
					outboundSMSTextMessage: { message },
					...(notifyDeliveryStatus && { notifyDeliveryStatus }),
				},
			},
		}),
		readSent,
		// First the URL that the gateway gave, then the GSMA's path, then the other one in AT&T's page.
		statusRequests: ({ messageId, senderAddress, resourceUrl }, baseUrl) => {
			const sender = encodeURIComponent(senderAddress);
			const id = encodeURIComponent(messageId);
			const known = statusPathIn(resourceUrl ?? '', baseUrl);
			const paths = [
				...(known === undefined ? [] : [known]),
				`${outbound}/${sender}/requests/${id}/deliveryInfos`,
				`${outbound}/requests/${sender}/${id}/deliveryInfos`,
			];
			return [...new Set(paths)].map(get);
		},
		readDeliveries: readDeliveryInfoList,
		inboxRequest: (shortCode) => get(`${registrations}/${encodeURIComponent(shortCode)}/messages`),
		readInbox: readInboxList,
	} as const satisfies Dialect;
};

export const oneApiV2 = oneApi('2');
export const oneApiV3 = oneApi('3');
