import type {
	IDataObject,
	INodeExecutionData,
	IPollFunctions,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';
import { drainInbox, type Drained } from '../../shared/client/drainInbox';
import { operationError } from '../../shared/errors/operationError';
import { readBoolean } from '../../shared/fields/boolean';
import { allAnswered } from '../questions/repliesOption';
import { toItems } from './toItems';
import { pollError } from './pollError';
import { openInbox, pollShortCode, readOptions } from './pollSettings';
import { sampleMessages } from './sampleMessages';

const emptyInbox = (context: IPollFunctions, shortCode: string): NodeOperationError =>
	operationError(
		context.getNode(),
		`No messages wait for short code ${shortCode}. Is it offline? To build without messages, add the option "Use Sample Data When Testing".`,
		{
			kind: 'emptyInbox',
			description:
				'Messages wait at AT&T only for an offline short code, for 30 minutes or until they are read. Use Sample Data When Testing returns two sample messages instead and leaves the inbox alone.',
		},
	);

/** As the action node gives an item that failed. */
const failedJson = (
	shortCode: string,
	{ message, description, context }: NodeApiError | NodeOperationError,
): IDataObject => ({
	shortCode,
	status: 'failed',
	error: {
		message,
		...(description && { description }),
		...(context.data as IDataObject),
	},
});

const readOnce = async (
	context: IPollFunctions,
	shortCode: string,
): Promise<Drained & { appSecret?: string }> => {
	const { client, appSecret, retryOptions, until } = await openInbox(context);
	return { ...(await drainInbox(client, shortCode, retryOptions, { until })), appSecret };
};

/**
 * A test in the editor: returns all messages at once, whatever the schedule. An empty inbox is an
 * error, and so are messages that all answer questions: n8n would say only that the node was not executed. A failure after some messages
 * comes as a last item, as AT&T no longer has those messages.
 */
export const pollManually = async (context: IPollFunctions): Promise<INodeExecutionData[][]> => {
	const node = context.getNode();
	try {
		const shortCode = pollShortCode(context);
		const isSample = readBoolean(readOptions(context).sampleData, 'Use Sample Data When Testing');
		const read: Awaited<ReturnType<typeof readOnce>> = isSample
			? { messages: sampleMessages(shortCode) }
			: await readOnce(context, shortCode);
		const { messages, failure, appSecret } = read;
		if (failure && messages.length === 0) throw failure;
		if (messages.length === 0) throw emptyInbox(context, shortCode);
		const errors: unknown[] = failure ? [failure] : [];
		const onError = (error: unknown) => void errors.push(error);
		const items = await toItems(context, messages, { isSample, appSecret, onError });
		for (const each of errors) {
			items.push({ json: failedJson(shortCode, pollError(node, each)) });
		}
		if (items.length === 0) {
			throw operationError(node, allAnswered(messages.length), { kind: 'allAnswered' });
		}
		return [items];
	} catch (error) {
		throw pollError(node, error);
	}
};
