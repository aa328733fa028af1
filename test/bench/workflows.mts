import { chain, itemsFrom, manualTrigger, type NodeInChain } from '../../scripts/lib/n8n/chain.mts';
import type { Credential, WorkflowJson } from '../../scripts/lib/n8n/client.mts';
import type { Order } from './texts.mts';

/** Starts by hand, with an item for each order. */
const itemsOf = (orders: Order[]): NodeInChain[] => [manualTrigger, ...itemsFrom('orders', orders)];

/** Texts them with this package’s node, as it comes. */
export const sendOurs = (
	orders: Order[],
	message: string,
	credentials: Record<string, Credential>,
): WorkflowJson =>
	chain('Ours', ...itemsOf(orders), {
		name: 'Send',
		type: 'n8n-nodes-att-sms.attSms',
		parameters: { resource: 'sms', operation: 'send', to: '={{ $json.to }}', message },
		credentials,
	});

/** Texts them with n8n’s HTTP Request node, as it comes. */
export const sendPeer = (
	orders: Order[],
	message: string,
	credentials: Record<string, Credential>,
	baseUrl: string,
): WorkflowJson =>
	chain('HTTP Request', ...itemsOf(orders), {
		name: 'Send',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			method: 'POST',
			url: `${baseUrl}/rest/sms/2/messaging/outbox`,
			authentication: 'genericCredentialType',
			genericAuthType: 'oAuth2Api',
			sendBody: true,
			bodyParameters: {
				parameters: [
					{ name: 'Address', value: '=tel:{{ $json.to }}' },
					{ name: 'Message', value: message },
				],
			},
			options: {},
		},
		credentials,
	});
