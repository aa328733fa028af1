import type { IExecuteFunctions } from 'n8n-workflow';
import type { Client } from '../../../shared/client/client';
import { mapConcurrent } from '../../../shared/retry/mapConcurrent';
import type { RetryOptions } from '../../../shared/retry/retry';
import { runOption } from '../../runtime/parameters';
import { batchMessages, type Batch } from './batchMessages';
import { createLateDeferral, type DueDraft } from './deferDrafts';
import { defaultConcurrency } from './description';
import { createKeyedMutex } from '../../../shared/retry/keyedMutex';
import { assignResults, type RecipientResult } from './output';
import type { Progress } from './progress';
import { sendBatch, type SendResult } from './sendBatch';
import { withoutAlreadySent } from './sendRecord';

export const readConcurrency = (context: IExecuteFunctions): number =>
	Math.max(
		1,
		Math.floor(Number(runOption(context, 'concurrency', defaultConcurrency))) || defaultConcurrency,
	);

/**
 * Sends the drafts to all recipients of whom `results` has none yet, and adds what became of each.
 * Each request is tracked in the progress. Recipients whose local time has become quiet meanwhile are
 * deferred in their drafts. Where the node stops at an error, no request is started after the first
 * failure. Never rejects.
 */
export const sendAll = async (
	context: IExecuteFunctions,
	drafts: DueDraft[],
	results: Map<number, RecipientResult[]>,
	{ track }: Progress,
	client: Client,
	retryOptions: RetryOptions,
): Promise<void> => {
	const combine = runOption(context, 'combine', true) !== false;
	const batches = batchMessages(withoutAlreadySent(drafts, results), combine);
	const stopsAtFailure = !context.continueOnFail();
	const runExclusive = createKeyedMutex();
	const withoutLate = createLateDeferral(drafts, Date.now);
	let hasFailed = false;

	const stop = () => hasFailed && stopsAtFailure;
	const send = async (batch: Batch): Promise<SendResult[]> =>
		await runExclusive(batch.outbound.addresses, async () => {
			// An earlier text to the same recipient failed: a later one must not overtake it.
			if (stop()) return [];
			const { outbound, itemOf } = withoutLate(batch);
			if (outbound.addresses.length === 0) return [];
			const outcomes = await sendBatch(
				client,
				outbound,
				retryOptions,
				async (addresses, request) => {
					const items = addresses.map((address) => itemOf.get(address) as number);
					return await track(items, request);
				},
			);
			hasFailed ||= outcomes.some(({ failure }) => failure !== undefined);
			return outcomes;
		});

	const outcomes = await mapConcurrent(batches, readConcurrency(context), send, stop);
	batches.forEach((batch, index) => assignResults(batch, outcomes[index] ?? [], results));
};
