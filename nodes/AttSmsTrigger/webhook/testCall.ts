import type {
	INode,
	INodeExecutionData,
	IPollFunctions,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { operationError } from '../../shared/errors/operationError';

/** A callback to the Test URL, or why it starts nothing once the workflow is published. */
type TestCall = { items: INodeExecutionData[] } | { rejection: string };

/** The node with the test calls that no run has taken yet. */
type TestedNode = INode & { testCalls?: TestCall[] };

const nodeOf = (context: IWebhookFunctions | IPollFunctions): TestedNode =>
	(context as unknown as { node: TestedNode }).node;

/**
 * Hands a callback to the Test URL to the run that it starts. In a manual run n8n calls `poll` on any
 * node that has one, and drops what `webhook` returned (seen in 1.123.81, 2.8.4 and 2.41.1). The
 * node is the one object that both calls share, and that each run has for itself: a run on a worker
 * gets a copy of it.
 */
const keepForPoll = (context: IWebhookFunctions, call: TestCall): void => {
	const node = nodeOf(context);
	node.testCalls = [...(node.testCalls ?? []), call];
};

export const testItems = (
	context: IWebhookFunctions,
	items: INodeExecutionData[],
): IWebhookResponseData => {
	keepForPoll(context, { items });
	return { workflowData: [items], webhookResponse: '' };
};

/** Ends the test with an error that says why the callback would start nothing. */
export const testRejection = (
	context: IWebhookFunctions,
	rejection: string,
): IWebhookResponseData => {
	keepForPoll(context, { rejection });
	return { noWebhookResponse: true, workflowData: [[{ json: { rejection } }]] };
};

/** What the callback to the Test URL puts out. Throws a NodeOperationError if it was rejected. */
export const takeTestCall = (context: IPollFunctions): INodeExecutionData[][] | null => {
	const node = nodeOf(context);
	const [call, ...others] = node.testCalls ?? [];
	node.testCalls = others;
	if (!call) return null;
	if ('items' in call) return [call.items];
	throw operationError(context.getNode(), call.rejection, {
		kind: 'rejectedCallback',
		description: 'The callback reached the Test URL and was answered as it will be in production.',
	});
};
