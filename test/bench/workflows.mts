import type { Credential, WorkflowJson, WorkflowNode } from '../../scripts/lib/n8n/client.mts';

type NodeInChain = Pick<WorkflowNode, 'name' | 'type' | 'parameters'> & Partial<WorkflowNode>;

/** What is to be sent to one recipient; several may share a text. */
export interface Text {
	to: string;
	message: string;
}

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

/** Starts by hand, with an item for each text. */
const itemsOf = (texts: Text[]): NodeInChain[] => [
	{ name: startNode, type: 'n8n-nodes-base.manualTrigger', parameters: {} },
	{
		name: 'List',
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: {
			assignments: {
				assignments: [{ id: 'texts', name: 'texts', type: 'array', value: JSON.stringify(texts) }],
			},
		},
	},
	{
		name: 'Items',
		type: 'n8n-nodes-base.splitOut',
		parameters: { fieldToSplitOut: 'texts', options: {} },
	},
];

/** Sends the texts with this package's node, as it comes. */
export const sendOurs = (
	texts: Text[],
	message: string,
	credentials: Record<string, Credential>,
): WorkflowJson =>
	chain('Ours', ...itemsOf(texts), {
		name: 'Send',
		type: 'n8n-nodes-att-sms.attSms',
		parameters: { resource: 'sms', operation: 'send', to: '={{ $json.to }}', message },
		credentials,
	});

/** Sends the texts with n8n's HTTP Request node, as it comes. */
export const sendPeer = (
	texts: Text[],
	message: string,
	credentials: Record<string, Credential>,
	baseUrl: string,
): WorkflowJson =>
	chain('HTTP Request', ...itemsOf(texts), {
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
