import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	INodeParameters,
	IWebhookFunctions,
} from 'n8n-workflow';

// What is left of n8n when n8n and the network are taken away: parameters are there at once, and so
// is the gateway’s answer. What a node asks for beyond that fails, as it would not be counted.

const node = {
	id: '1',
	name: 'AT&T SMS',
	type: 'n8n-nodes-att-sms.attSms',
	typeVersion: 1,
	position: [0, 0],
};

const workflow = { id: '1', name: 'Bench', active: true };

let messages = 0;

/** A new message’s answer, as v2 gives it. */
const accepted = (): Buffer => {
	const id = `SMS${(messages++).toString(16).padStart(16, '0')}`;
	const url = `https://api.att.com/rest/sms/2/messaging/outbox/${id}`;
	return Buffer.from(JSON.stringify({ Id: id, ResourceReference: { ResourceUrl: url } }));
};

/**
 * A run of the send operation, to each item’s `to`.
 * @param message the parameter
 * @param onRequest called with each request that would have been sent
 */
export const sending = (
	items: INodeExecutionData[],
	message: string,
	onRequest: (options: IHttpRequestOptions) => void = () => undefined,
): IExecuteFunctions => {
	const parameters: INodeParameters = {
		resource: 'sms',
		operation: 'send',
		provider: 'att',
		to: '={{ $json.to }}',
		message,
		options: {},
	};
	// What n8n would have evaluated, by item.
	const messages = items.map(({ json }) =>
		message.replace(/^=/, '').replace('{{ $json.order }}', String(json.order)),
	);
	const evaluated: Record<string, (index: number) => unknown> = {
		to: (index) => items[index]?.json.to,
		message: (index) => messages[index],
	};
	const executeData = { node, data: { main: [items] }, source: null };
	const context = {
		getInputData: () => items,
		getNode: () => ({ ...node, parameters }),
		getMode: () => 'manual',
		getWorkflow: () => workflow,
		continueOnFail: () => false,
		getExecutionCancelSignal: () => undefined,
		onExecutionCancellation: () => undefined,
		getExecuteData: () => executeData,
		getNodeParameter: (name: string, index: number) =>
			evaluated[name] ? evaluated[name](index) : parameters[name],
		getCredentials: async () => ({ baseUrl: 'https://api.att.com', apiVersion: '2' }),
		helpers: {
			httpRequestWithAuthentication: async (_type: string, options: IHttpRequestOptions) => {
				onRequest(options);
				const headers = { 'content-type': 'application/json' };
				return { statusCode: 201, headers, body: accepted() };
			},
		},
	};
	return context as unknown as IExecuteFunctions;
};

const staticData: IDataObject = {};

/** A callback to the trigger, of which n8n stores the run. */
export const calling = (body: Buffer, options: object): IWebhookFunctions => {
	const parameters: IDataObject = {
		receiveMode: 'webhook',
		authentication: 'none',
		events: ['message'],
		shortCode: '',
		options,
	};
	const headers = { 'content-type': 'application/json' };
	const response = { statusCode: 200, once: () => undefined, end: () => undefined };
	const request = { rawBody: body, headers, query: {}, ip: '127.0.0.1' };
	const context = {
		getNode: () => ({ ...node, parameters }),
		getMode: () => 'webhook',
		getWebhookName: () => 'default',
		getWorkflow: () => workflow,
		getWorkflowStaticData: () => staticData,
		getNodeParameter: (name: string) => parameters[name],
		getRequestObject: () => request,
		getResponseObject: () => response,
	};
	return context as unknown as IWebhookFunctions;
};
