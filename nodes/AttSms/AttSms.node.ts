import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
	type NodeApiError,
	type NodeOperationError,
} from 'n8n-workflow';
import { findGatewayError } from '../shared/errors/gatewayError';
import { nodeApiError } from '../shared/errors/nodeApiError';
import { toOperationError } from '../shared/errors/operationError';
import { failedItem } from './runtime/failedItem';
import { keptOutput } from './runtime/keptOutput';
import { subjectOf } from './runtime/subject';
import { operations } from './operations';
import { createProperties, createSubtitle, createWaitingTooltip } from './description';
import type { Operation } from './operations/operation';

const shownError = (
	node: INode,
	error: unknown,
	{ outcome, inputErrorData }: Operation,
): NodeApiError | NodeOperationError => {
	const failure = findGatewayError(error);
	if (failure) return nodeApiError(node, failure, outcome, { extra: inputErrorData });
	return toOperationError(node, error, { sends: inputErrorData !== undefined });
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
		waitingNodeTooltip: createWaitingTooltip(operations),
		// By these, n8n takes calls for an execution that waits; it registers no trigger.
		webhooks: [
			{
				name: 'default',
				httpMethod: 'GET',
				responseMode: 'onReceived',
				responseData: '',
				path: '={{ $nodeId }}',
				restartWebhook: true,
				isFullPath: true,
			},
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				responseData: '',
				path: '={{ $nodeId }}',
				restartWebhook: true,
				isFullPath: true,
			},
		],
		properties: createProperties(operations),
	};

	/** n8n calls none of these for a webhook that resumes an execution. */
	webhookMethods = {
		default: {
			async checkExists(): Promise<boolean> {
				return true;
			},
			async create(): Promise<boolean> {
				return true;
			},
			async delete(): Promise<boolean> {
				return true;
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const chosen = this.getNodeParameter('operation', 0);
		const operation = operations.find(({ option }) => option.value === chosen) ?? operations[0];
		if (!operation) return [[]];
		const kept = keptOutput(this);
		if (kept) return [kept];
		try {
			return [await operation.execute(this)];
		} catch (error) {
			// Operations report what fails an item; this fails all of them, as a bad credential does.
			const shown = shownError(this.getNode(), error, operation);
			if (!this.continueOnFail()) throw shown;
			// Where a node throws, n8n would hand on its input, as if it had been sent.
			const items = this.getInputData();
			return [
				items.map((_, itemIndex) =>
					failedItem(this, shown, { itemIndex, subject: subjectOf(this, itemIndex, operation) }),
				),
			];
		}
	}

	/** A call of the resume URL while an execution waits in this node. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const chosen = this.getNodeParameter('operation', '');
		const waiting = operations.filter(({ webhook }) => webhook);
		// The Human Review that n8n makes of this node may have no operation to choose.
		const operation = waiting.find(({ option }) => option.value === chosen) ?? waiting[0];
		return (await operation?.webhook?.(this)) ?? {};
	}
}
