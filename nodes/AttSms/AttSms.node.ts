import {
	NodeApiError,
	NodeConnectionTypes,
	NodeOperationError,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { findGatewayError } from '../shared/errors/gatewayError';
import { nodeApiError } from '../shared/errors/nodeApiError';
import { failedItem } from './runtime/failedItem';
import { operations } from './operations';
import { createProperties, createSubtitle } from './description';
import type { Operation } from './operations/operation';

const shownError = (
	node: INode,
	error: unknown,
	{ outcome }: Operation,
): NodeApiError | NodeOperationError => {
	const failure = findGatewayError(error);
	if (failure) return nodeApiError(node, failure, outcome);
	const isShown = error instanceof NodeApiError || error instanceof NodeOperationError;
	return isShown ? error : new NodeOperationError(node, error as Error);
};

export class AttSms implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'AT&T SMS',
		name: 'attSms',
		icon: { light: 'file:../../icons/att-sms.svg', dark: 'file:../../icons/att-sms.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: createSubtitle(operations),
		description: "Send text messages with AT&T's SMS API, follow their delivery and read replies",
		documentationUrl: 'https://github.com/n8n-nodes-att-sms/n8n-nodes-att-sms#send',
		defaults: { name: 'AT&T SMS' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'attOAuth2Api', required: true }],
		properties: createProperties(operations),
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const chosen = this.getNodeParameter('operation', 0);
		const operation = operations.find(({ option }) => option.value === chosen) ?? operations[0];
		if (!operation) return [[]];
		try {
			return [await operation.execute(this)];
		} catch (error) {
			// Operations report what fails an item; this fails all of them, as a bad credential does.
			const shown = shownError(this.getNode(), error, operation);
			if (!this.continueOnFail()) throw shown;
			// Where a node throws, n8n would hand on its input, as if it had been sent.
			const items = this.getInputData();
			return [items.map((_, itemIndex) => failedItem(this, shown, { itemIndex, subject: {} }))];
		}
	}
}
