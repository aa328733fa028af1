import { member, reference, type DialectCodec } from './dialect.mts';

/** GSMA OneAPI at AT&T. Its versions differ in their paths only. */
export const oneApi = (version: 2 | 3): DialectCodec => {
	const root = `/${version}/smsmessaging`;
	const outbound = `${root}/outbound`;
	const messages = 'inbound/registrations/{shortCode}/messages';
	return {
		names: 'oneApi',
		inboxForm: 'xml',
		status: { addressForm: 'tel:+1', ids: false },
		endpoints: [
			{ operation: 'send', path: `${outbound}/{sender}/requests` },
			{
				operation: 'status',
				path: `${outbound}/{sender}/requests/{messageId}/deliveryInfos`,
				statusPath: 'standard',
			},
			{
				operation: 'status',
				path: `${outbound}/requests/{sender}/{messageId}/deliveryInfos`,
				statusPath: 'att',
			},
			{
				operation: 'status',
				path: `${outbound}/{sender}/{messageId}/deliveryInfos`,
				statusPath: 'example',
			},
			{ operation: 'inbox', path: `${root}/${messages}` },
			// As AT&T's page prints it under "Resource"; its example has the path above.
			{ operation: 'inbox', path: `/${version}/messaging/inbox/smsmessaging/${messages}` },
		],
		parts: { address: 'address', message: 'message', notify: 'notifyDeliveryStatus' },
		/** OneAPI asks for notification with a receiptRequest; AT&T's page has notifyDeliveryStatus. */
		readSend(body) {
			const request = member(body, 'outboundSMSMessageRequest');
			const receipt = member(request, 'receiptRequest');
			return {
				address: member(request, 'address'),
				message: member(member(request, 'outboundSMSTextMessage'), 'message'),
				notify:
					member(request, 'notifyDeliveryStatus') ?? (receipt === undefined ? undefined : true),
				senderAddress: member(request, 'senderAddress'),
				callbackData: member(receipt, 'callbackData'),
			};
		},
		sendResponse: (id, resourceURL, { oneApiSendResponse }) =>
			oneApiSendResponse === 'request'
				? {
						root: 'outboundSMSMessageRequest',
						names: 'oneApi',
						value: id === null ? {} : { resourceURL },
					}
				: {
						root: 'outboundSMSResponse',
						bare: true,
						names: 'oneApi',
						value: reference(id, resourceURL),
					},
		resources: {
			message: (sender, id) => `${outbound}/${sender}/requests/${id}`,
			// As AT&T's page prints it in the response.
			status: (sender, id) => `${outbound}/requests/${sender}/${id}/deliveryInfos`,
			inbox: (shortCode) => `${root}/inbound/registrations/${shortCode}/messages`,
		},
	};
};
