import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Client } from '../../../shared/client/client';
import type { RetryOptions } from '../../../shared/retry/retry';
import { mapConcurrent } from '../../../shared/retry/mapConcurrent';
import { runState } from '../../runtime/runState';
import { failedItem } from '../../runtime/failedItem';
import { openRun } from '../../runtime/openRun';
import type { Operation } from '../operation';
import { optionsParameter } from '../../runtime/parameters';
import { defaultConcurrency, description } from './description';
import { sendBatch } from './sendBatch';
import { sendError } from './sendError';
import { runError, worstError } from './runError';
import { deliveriesJson, followAll } from './followDelivery';
import { createKeyedMutex } from './keyedMutex';
import { batchMessages } from './batchMessages';
import { createProgress, reportOnCancel } from './progress';
import { readDrafts, type CheckedDraft } from './readDrafts';
import { assignResults, failedJson, sentJson, type RecipientResult } from './output';
import { keepAlreadySent, withoutAlreadySent } from './alreadySent';
import type { Followed } from './waitForDelivery';

const readConcurrency = (options: IDataObject): number =>
	Math.max(1, Math.floor(Number(options.concurrency)) || defaultConcurrency);

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
	...description,

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
				const error = sendError(context.getNode(), failure, { itemIndex });
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
