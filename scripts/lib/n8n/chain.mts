import type { WorkflowJson, WorkflowNode } from './client.mts';

export type NodeInChain = Pick<WorkflowNode, 'name' | 'type' | 'parameters'> &
	Partial<WorkflowNode>;

/** Where a workflow that is run by hand starts. */
export const manualTrigger: NodeInChain = {
	name: 'Start',
	type: 'n8n-nodes-base.manualTrigger',
	parameters: {},
};

/** Where a workflow that is called starts: POST `/webhook/{path}`. */
export const webhookTrigger = (path: string): NodeInChain => ({
	name: 'Called',
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2,
	webhookId: path,
	parameters: { httpMethod: 'POST', path, options: {} },
});

/** Puts out an item for each value, as `{ [name]: value }`. */
export const itemsFrom = (name: string, values: readonly unknown[]): NodeInChain[] => [
	{
		name: 'List',
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: {
			assignments: {
				assignments: [{ id: name, name, type: 'array', value: JSON.stringify(values) }],
			},
		},
	},
	{
		name: 'Items',
		type: 'n8n-nodes-base.splitOut',
		parameters: { fieldToSplitOut: name, options: {} },
	},
];

/** Of nodes that aren't at version 1, where a workflow names no other. */
const newestVersions: Record<string, number> = { 'n8n-nodes-att-sms.attSmsTrigger': 1.1 };

/** A workflow of nodes that follow one another. */
export const chain = (name: string, ...nodes: NodeInChain[]): WorkflowJson => ({
	name,
	nodes: nodes.map((node, index) => ({
		id: `node-${index}`,
		typeVersion: newestVersions[node.type] ?? 1,
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
