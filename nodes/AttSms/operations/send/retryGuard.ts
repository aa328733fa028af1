import { hash } from 'crypto';
import type { IExecuteFunctions, IRunExecutionData, NodeOperationError } from 'n8n-workflow';
import { operationError } from '../../../shared/errors/operationError';
import { runOption } from '../../runtime/parameters';

type RunData = IRunExecutionData['resultData']['runData'];

/** What n8n hands each node of its execution, though not by a documented function. */
interface Internals {
	runExecutionData?: IRunExecutionData;
	/** The mode of the execution that called this sub-workflow; from n8n 2.41 on. */
	additionalData?: { rootExecutionMode?: string };
}

const internals = (context: IExecuteFunctions) => context as unknown as Internals;

/** The runs of the nodes that began an execution: each execution counts its nodes from 0. */
const startsIn = (runData: RunData) =>
	Object.values(runData)
		.flat()
		.filter(({ executionIndex }) => executionIndex === 0);

/**
 * When the retried execution began, in ms since the epoch, if it had failed in an earlier node. n8n
 * then goes on from that node and keeps the data of those before it, so two nodes have the index 0.
 * After a stop or a crash n8n starts from the trigger, or from this node itself where it saves the
 * progress of executions: then there is one.
 */
const failedEarlier = (context: IExecuteFunctions): number | undefined => {
	const runData = internals(context).runExecutionData?.resultData.runData ?? {};
	if (Object.values(runData).flat().some(isRecovered)) return undefined;
	const [first, second] = startsIn(runData)
		.map(({ startTime }) => startTime)
		.sort((a, b) => a - b);
	if (first === undefined || second === undefined) return undefined;
	return isBegunByRetry(context, first) ? undefined : first;
};

/** From its context to its first node, an execution takes a moment. */
const longestStartMs = 10_000;

/**
 * Whether the execution that failed earlier was itself the retry of one that was stopped or crashed,
 * which may have sent. n8n (1.123 to 2.41) notes how and when an execution began, and keeps that for
 * its retries; of one that was stored as it was when it began, the retry notes itself.
 */
const isBegunByRetry = (context: IExecuteFunctions, firstStart: number): boolean => {
	const { source, establishedAt } =
		internals(context).runExecutionData?.executionData?.runtimeData ?? {};
	return (
		source === 'retry' ||
		(establishedAt !== undefined && firstStart - establishedAt > longestStartMs)
	);
};

/** What n8n adds, by its event log, to an execution that crashed: nodes that ran, all with the index 0. */
const isRecovered = ({ data }: RunData[string][number]): boolean =>
	data?.main?.[0]?.[0]?.json.isArtificialRecoveredEventItem === true;

const maxNotes = 1000;

const notes = { mode: 'entries', maxEntries: maxNotes } as const;

/**
 * Whether this is the first retry of that execution to come here. n8n offers a retry of the same
 * execution again, which looks just the same, so it is noted in n8n's database before anything is sent.
 */
const isFirstRetry = async (context: IExecuteFunctions, note: string): Promise<boolean> => {
	try {
		const { processed } = await context.helpers.checkProcessedAndRecord([note], 'node', notes);
		return processed.length === 0;
	} catch {
		// An n8n that can't take notes: most likely it is the first one.
		return true;
	}
};

/** Two executions may begin in the same millisecond, and a loop comes here more than once. */
const noteOfStart = (context: IExecuteFunctions, startTime: number): string => {
	const { $runIndex } = context.getWorkflowDataProxy(0) as unknown as { $runIndex: number };
	const input = hash('sha256', JSON.stringify(context.getInputData()));
	return `attSms retry of ${startTime}, run ${$runIndex}, ${input}`;
};

const unrecordedRetryError = (
	context: IExecuteFunctions,
	message: string,
	advice = '',
): NodeOperationError =>
	operationError(context.getNode(), message, {
		kind: 'unrecordedRetry',
		mayHaveBeenProcessed: true,
		extra: { maybeSent: true },
		description: `This retry sent nothing, because recipients could get a message twice. ${advice}Start the workflow with the remaining recipients, or turn on the option Resend on Retry to send everything again.`,
	});

/** A retry that may go on, and that is noted. */
export interface Retry {
	/** Allows another retry of the same execution, as this one has sent nothing. Never rejects. */
	release(): Promise<void>;
}

/**
 * A failed execution can be retried again and again, each time with the record that it had saved
 * itself: what its first retry sent is in that retry's record alone.
 */
const continueFromRecord = async (context: IExecuteFunctions, id: string): Promise<Retry> => {
	const note = `attSms retry from record ${id}`;
	if (!(await isFirstRetry(context, note))) {
		throw unrecordedRetryError(
			context,
			'This execution was retried before, and that retry may have sent more messages',
			'Retry the latest of its retries, which continues from there. Or: ',
		);
	}
	return {
		release: async () =>
			await context.helpers.removeProcessed([note], 'node', notes).catch(() => {}),
	};
};

/**
 * Throws where this execution retries one that may have sent messages of which there is no record:
 * one that was stopped, or that ended with n8n itself, or that was retried before. n8n stores an
 * execution that was stopped as it was when it began. One that failed in this node has a record; one
 * that failed earlier has sent nothing here. Returns the retry if it goes on from a record.
 */
export const rejectUnrecordedRetry = async (
	context: IExecuteFunctions,
	record: { id?: string } | undefined,
): Promise<Retry | undefined> => {
	const isRetry = context.getMode() === 'retry';
	const isCalledByRetry = internals(context).additionalData?.rootExecutionMode === 'retry';
	if (!isRetry && !isCalledByRetry) return undefined;
	if (runOption(context, 'resendOnRetry', false) === true) return undefined;
	if (record) {
		return isRetry && record.id !== undefined
			? await continueFromRecord(context, record.id)
			: undefined;
	}
	if (!isRetry) {
		throw unrecordedRetryError(
			context,
			'This sub-workflow was called by the retry of an execution, and n8n keeps no record of what the sub-workflow had sent before',
		);
	}
	const startTime = failedEarlier(context);
	const isFirst =
		startTime !== undefined && (await isFirstRetry(context, noteOfStart(context, startTime)));
	if (isFirst) return undefined;
	throw unrecordedRetryError(
		context,
		'This execution retries one that was stopped or crashed, and n8n keeps no record of what that one had sent',
	);
};
