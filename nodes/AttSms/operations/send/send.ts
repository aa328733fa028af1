import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { sharedOptions } from '../../../shared/fields/options';
import type { Client } from '../../../shared/client/client';
import { nodeApiError } from '../../../shared/errors/nodeApiError';
import type { RetryOptions } from '../../../shared/retry/retry';
import { mapConcurrent } from '../../../shared/retry/mapConcurrent';
import { runState } from '../../runtime/runState';
import { failedItem } from '../../runtime/failedItem';
import { openRun } from '../../runtime/openRun';
import type { Operation } from '../operation';
import { optionsParameter } from '../../runtime/parameters';
import { sendBatch } from './sendBatch';
import { runError, worstError } from './runError';
import { deliveriesJson, followAll } from './followDelivery';
import { createKeyedMutex } from './keyedMutex';
import { batchMessages } from './batchMessages';
import { createProgress, reportOnCancel } from './progress';
import { readDrafts, type CheckedDraft } from './readDrafts';
import { assignResults, failedJson, sentJson, type RecipientResult } from './output';
import { keepAlreadySent, withoutAlreadySent } from './alreadySent';
import type { Followed } from './waitForDelivery';

const concurrencyDefault = 50;

const readConcurrency = (options: IDataObject): number =>
	Math.max(1, Math.floor(Number(options.concurrency)) || concurrencyDefault);

const sendAll = async (
	context: IExecuteFunctions,
	drafts: CheckedDraft[],
	client: Client,
	retryOptions: RetryOptions,
): Promise<Map<number, RecipientResult[]>> => {
	const options = optionsParameter(context, 0);
	const results = runState(context, 'results', () => new Map<number, RecipientResult[]>());
	keepAlreadySent(results);
	const requests = batchMessages(withoutAlreadySent(drafts, results), options.combine !== false);
	const stopsAtFailure = !context.continueOnFail();
	const runExclusive = createKeyedMutex();
	const progress = createProgress(context.getInputData().length, drafts, results);
	reportOnCancel(context, progress.inWords);
	let failed = false;
	const outcomes = await mapConcurrent(
		requests,
		readConcurrency(options),
		async ({ outbound, itemOf }) => {
			const outcome = await runExclusive(
				outbound.addresses,
				async () =>
					await sendBatch(client, outbound, retryOptions, async (addresses, request) => {
						const texted = addresses.map((address) => itemOf.get(address) as number);
						return await progress.track(texted, request);
					}),
			);
			failed ||= outcome.some(({ failure }) => failure !== undefined);
			return outcome;
		},
		() => failed && stopsAtFailure,
	);
	requests.forEach((request, index) => assignResults(request, outcomes[index] ?? [], results));
	return results;
};

export const send: Operation = {
	option: {
		name: 'Send',
		value: 'send',
		action: 'Send a text message',
		description: 'Text one or more AT&T Wireless numbers from your short code',
	},

	fields: [
		{
			displayName: 'To',
			name: 'to',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 206-555-0100, +1 206 555 0101',
			description:
				'The US numbers to text: one, several (separated by comma, semicolon or new line), or an array by expression. Each message is charged.',
		},
		{
			displayName: 'Message',
			name: 'message',
			type: 'string',
			typeOptions: { rows: 3 },
			required: true,
			default: '',
			placeholder: 'e.g. Your appointment is on Monday at 9:30. Reply YES to confirm.',
			description: 'The text, at most 4,096 one-byte characters',
		},
	],

	options: [
		{
			displayName: 'Combine Identical Messages',
			name: 'combine',
			type: 'boolean',
			default: true,
			description:
				'Whether items with the same text share requests, of up to 50 recipients each. They then share a message ID too.',
		},
		sharedOptions.maxRetryTime,
		{
			displayName: 'Notify Delivery Status',
			name: 'notifyDeliveryStatus',
			type: 'boolean',
			default: false,
			description:
				'Whether AT&T calls the listener of your short code when the message is delivered, for an AT&T SMS Trigger to receive. Get Delivery Status can’t be asked for such a message.',
		},
		{
			displayName: 'Max Concurrent Requests',
			name: 'concurrency',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 100 },
			default: concurrencyDefault,
			description: 'How many requests to make side by side. Fewer are made once AT&T throttles.',
		},
		sharedOptions.simplify,
		{
			displayName: 'Smart Encoding',
			name: 'smartEncoding',
			type: 'boolean',
			default: false,
			description:
				'Whether to make typographic quotes, dashes and blanks plain where they alone keep a message from fitting into fewer segments. Letters and emoji are never changed.',
		},
		sharedOptions.timeout,
		{
			displayName: 'Wait for Delivery (Seconds)',
			name: 'waitForDelivery',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 600 },
			default: 60,
			description:
				'For how long to wait until AT&T tells of each recipient whether the message was delivered; 0 does not wait. The execution goes on running meanwhile.',
		},
	],

	async execute(context): Promise<INodeExecutionData[]> {
		const { drafts, errors } = readDrafts(context);
		const { client, retryOptions } = await openRun(context);
		const results = await sendAll(context, drafts, client, retryOptions);

		if (!context.continueOnFail()) {
			const error = runError(context.getNode(), results);
			if (error) throw error;
		}
		const options = optionsParameter(context, 0);
		const followed = await followAll(
			client,
			drafts,
			results,
			Number(options.waitForDelivery) || 0,
			readConcurrency(options),
			retryOptions,
			runState(context, 'followed', () => new Map<string, Followed>()),
		);
		const items = drafts.map((draft): INodeExecutionData => {
			const own = results.get(draft.itemIndex) ?? [];
			const failure = worstError(own);
			if (failure) {
				const { itemIndex } = draft;
				const error = nodeApiError(context.getNode(), failure, 'send', { itemIndex });
				const sentTo = own.filter(({ answer }) => answer).flatMap(({ to }) => to);
				if (sentTo.length > 0) {
					error.description += ` That is about the recipients in “to”: ${sentTo.length} other(s) were sent the message, see “sent”.`;
				}
				return failedItem(error, itemIndex, failedJson(own));
			}
			return {
				json: {
					...sentJson(own, draft.notifyDeliveryStatus, draft.size, draft.simplify),
					...deliveriesJson(own, followed),
				},
				pairedItem: { item: draft.itemIndex },
			};
		});
		const failed = [...errors].map(([itemIndex, error]) => failedItem(error, itemIndex));
		return [...items, ...failed].sort((a, b) => itemOf(a) - itemOf(b));
	},
};

const itemOf = ({ pairedItem }: INodeExecutionData): number =>
	typeof pairedItem === 'object' && !Array.isArray(pairedItem) ? pairedItem.item : 0;
