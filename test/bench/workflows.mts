import type { Credential, WorkflowJson, WorkflowNode } from '../../scripts/lib/n8n/client.mts';
import type { Order } from './texts.mts';

type NodeInChain = Pick<WorkflowNode, 'name' | 'type' | 'parameters'> & Partial<WorkflowNode>;

export const startNode = 'Start';

/** Nodes that follow one another. */
export const chain = (name: string, ...nodes: NodeInChain[]): WorkflowJson => ({
	name,
	nodes: nodes.map((node, index) => ({
		id: `node-${index}`,
		typeVersion: 1,
		position: [index * 250, 0],
		...node,
	})),
	connections: Object.fromEntries(
		nodes
			.slice(1)
			.map((node, index) => [
				nodes[index]?.name,
				{ main: [[{ node: node.name, type: 'main', index: 0 }]] },
			]),
	),
	settings: { executionOrder: 'v1' },
});

/** Starts by hand, with an item for each order. */
const itemsOf = (orders: Order[]): NodeInChain[] => [
	{ name: startNode, type: 'n8n-nodes-base.manualTrigger', parameters: {} },
	{
		name: 'List',
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: {
			assignments: {
				assignments: [
					{ id: 'orders', name: 'orders', type: 'array', value: JSON.stringify(orders) },
				],
			},
		},
	},
	{
		name: 'Items',
		type: 'n8n-nodes-base.splitOut',
		parameters: { fieldToSplitOut: 'orders', options: {} },
	},
];

/** Texts them with this package's node, as it comes. */
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

/** Texts them with n8n's HTTP Request node, as it comes. */
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
