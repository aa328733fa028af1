import { telAddress } from './address';
import { readDeliveryInfoList, readResourceUrl } from './deliveryInfo';
import { readInboxList } from './inboundMessage';
import type { ApiVersion, Dialect, Sent, WireRequest } from './types';

/** "…/outbound/{senderAddress}/requests/{requestId}": the id is the last segment of the path. */
export const idIn = (resourceUrl: string): string =>
	/([^/?#]*)(?:\/deliveryInfos)?\/*(?:[?#].*)?$/.exec(resourceUrl)?.[1] ?? '';

const readSent = (payload: unknown): Sent => {
	// In XML the reference can have a root element around it, whose name AT&T's pages don't give.
	const [root] = Object.values(payload ?? {});
	const resourceUrl = readResourceUrl(payload) || readResourceUrl(root);
	return { messageId: idIn(resourceUrl), resourceUrl };
};

const get = (path: string): WireRequest => ({ method: 'GET', path });

/** The path of a resource URL relative to the base URL, if it lies under it. */
const pathUnder = (baseUrl: string, resourceUrl = ''): string | undefined => {
	// The page writes http://api.att.com for what is at https://api.att.com.
	const path = resourceUrl.replace(/^https?:/, '').replace(baseUrl.replace(/^https?:/, ''), '');
	return path.startsWith('/') && !path.startsWith('//') ? path : undefined;
};

/** The GSMA OneAPI provider, whose paths begin with the API's version. */
export const oneApi = (version: ApiVersion): Dialect => {
	const outbound = `/${version}/smsmessaging/outbound`;
	return {
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
		// The gateway's own word first, then the GSMA's form, then the one that AT&T's page also writes.
		statusRequests: ({ messageId, senderAddress, resourceUrl }, baseUrl) => {
			const sender = encodeURIComponent(senderAddress);
			const id = encodeURIComponent(messageId);
			const known = pathUnder(baseUrl, resourceUrl);
			const paths = [
				...(known ? [known.replace(/(\/deliveryInfos)?\/*$/, '/deliveryInfos')] : []),
				`${outbound}/${sender}/requests/${id}/deliveryInfos`,
				`${outbound}/requests/${sender}/${id}/deliveryInfos`,
			];
			return [...new Set(paths)].map(get);
		},
		readDeliveries: readDeliveryInfoList,
		inboxRequest: (shortCode) =>
			get(
				`/${version}/smsmessaging/inbound/registrations/${encodeURIComponent(shortCode)}/messages`,
			),
		readInbox: readInboxList,
	};
};
