import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { failedItem } from '../../runtime/failedItem';
import { checkItems } from '../../runtime/itemReader';
import { keepOutput } from '../../runtime/keptOutput';
import { withCancelSummary } from '../../runtime/onCancel';
import { openRun } from '../../runtime/openRun';
import { runOption } from '../../runtime/parameters';
import { openRunRecord } from '../../runtime/runRecord';
import { subjectOf } from '../../runtime/subject';
import type { Operation } from '../operation';
import { deferDrafts, deferredItems, type DueDraft } from './deferDrafts';
import { description } from './description';
import { deliveriesJson, followAll } from './followDelivery';
import { failedJson, sentJson, type RecipientResult } from './output';
import { createProgress } from './progress';
import { draftReader, type CheckedDraft } from './readDrafts';
import { rejectUnrecordedRetry } from './retryGuard';
import { runError, worstError } from './runError';
import { readConcurrency, sendAll } from './sendAll';
import { sendError } from './sendError';
import { fromRecord, sizeOf, toRecord, type SendRecord, type SendState } from './sendRecord';

/** The output item of a draft, whatever became of it. */
const toItem = (
	context: IExecuteFunctions,
	draft: CheckedDraft,
	{ results, followed }: SendState,
): INodeExecutionData => {
	const { itemIndex } = draft;
	const own = results.get(itemIndex) ?? [];
	const failure = worstError(own);
	if (!failure) {
		return {
			json: sentJson(own, draft, deliveriesJson(own, followed)),
			pairedItem: { item: itemIndex },
		};
	}
	const error = sendError(context.getNode(), failure, { itemIndex });
	const sentTo = own.filter(({ response }) => response).flatMap(({ to }) => to);
	if (sentTo.length > 0) {
		error.description += ` This error applies to the recipients in "to". The message was sent to ${sentTo.length} other(s): see "sent".`;
	}
	const details = failedJson(own);
	return failedItem(context, error, { itemIndex, subject: { to: details.to }, details });
};

/** The output items of a draft: what was sent or failed, and what is deferred. */
const toItems = (
	context: IExecuteFunctions,
	draft: DueDraft,
	state: SendState,
): INodeExecutionData[] => {
	const later = deferredItems(draft);
	const isAllQuiet = draft.recipients.length === 0 && later.length > 0;
	return isAllQuiet ? later : [toItem(context, draft, state), ...later];
};

const execute = async (
	context: IExecuteFunctions,
	state: SendState,
	drafts: DueDraft[],
): Promise<void> => {
	const { client, retryOptions } = await openRun(context);
	const progress = createProgress(context.getInputData().length, drafts, state.results);
	await withCancelSummary(context, progress, async () => {
		await sendAll(context, drafts, state.results, progress, client, retryOptions);
		if (!context.continueOnFail()) {
			const error = runError(context.getNode(), state.results);
			if (error) throw error;
		}
		const seconds = Number(runOption(context, 'waitForDelivery', 0)) || 0;
		const concurrency = readConcurrency(context);
		await followAll(
			client,
			drafts,
			state.results,
			{ seconds, concurrency },
			retryOptions,
			state.followed,
		);
	});
};

export const send: Operation = {
	...description,

	async execute(context): Promise<INodeExecutionData[]> {
		const record = openRunRecord<SendRecord>(context);
		const retry = await rejectUnrecordedRetry(context, record.previous);
		const state = fromRecord(record.previous);
		let drafts: DueDraft[] = [];
		let hasFailed = true;
		try {
			const { checked, errors } = checkItems(context, description, draftReader(context));
			drafts = deferDrafts(checked, state.results, Date.now());
			await execute(context, state, drafts);
			const isFailed = (own: RecipientResult[]) => worstError(own) !== undefined;
			hasFailed = errors.size > 0 || [...state.results.values()].some(isFailed);

			const items: INodeExecutionData[][] = [];
			for (const draft of drafts) items[draft.itemIndex] = toItems(context, draft, state);
			// The ids of what was sent, and any statuses: AT&T returns them only once.
			if (context.getExecutionCancelSignal()?.aborted && state.followed.size > 0) {
				await keepOutput(
					context,
					items.flat().map(({ json }) => json),
				);
			}
			for (const [itemIndex, error] of errors) {
				const subject = subjectOf(context, itemIndex, description);
				items[itemIndex] = [failedItem(context, error, { itemIndex, subject })];
			}
			return items.flat();
		} finally {
			if (hasFailed) record.save(toRecord(state, drafts));
			else record.clear();
			const isUnchanged = () => sizeOf(toRecord(state, drafts)) === sizeOf(record.previous);
			if (retry && isUnchanged()) await retry.release();
		}
	},
};
