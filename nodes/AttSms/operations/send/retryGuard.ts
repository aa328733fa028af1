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
	return second === undefined ? undefined : first;
};

/** What n8n adds, by its event log, to an execution that crashed: nodes that ran, all with the index 0. */
const isRecovered = ({ data }: RunData[string][number]): boolean =>
	data?.main?.[0]?.[0]?.json.isArtificialRecoveredEventItem === true;

const maxNotes = 1000;

/**
 * Whether this is the first retry of that execution to come here. If n8n crashes in it, the next retry
 * looks just the same, so it is noted in n8n's database before anything is sent.
 */
const isFirstRetry = async (context: IExecuteFunctions, startTime: number): Promise<boolean> => {
	const { $runIndex } = context.getWorkflowDataProxy(0) as unknown as { $runIndex: number };
	const note = `attSms retry of ${startTime}, run ${$runIndex}`;
	try {
		const { processed } = await context.helpers.checkProcessedAndRecord([note], 'node', {
			mode: 'entries',
			maxEntries: maxNotes,
		});
		return processed.length === 0;
	} catch {
		// An n8n that can't take notes: most likely it is the first one.
		return true;
	}
};

const unrecordedRetryError = (context: IExecuteFunctions, message: string): NodeOperationError =>
	operationError(context.getNode(), message, {
		kind: 'unrecordedRetry',
		mayHaveBeenProcessed: true,
		extra: { maybeSent: true },
		description:
			'This retry sent nothing, because recipients could get a message twice. Start the workflow with the remaining recipients, or turn on the option Resend on Retry to send everything again.',
	});

/**
 * Throws where this execution retries one that may have sent messages of which there is no record:
 * one that was stopped, or that ended with n8n itself. n8n stores such an execution as it was when it
 * began. One that failed in this node has a record; one that failed earlier has sent nothing here.
 */
export const refuseUnrecordedRetry = async (
	context: IExecuteFunctions,
	hasRecord: boolean,
): Promise<void> => {
	if (hasRecord) return;
	const mode = context.getMode();
	const isCalledByRetry = internals(context).additionalData?.rootExecutionMode === 'retry';
	if (mode !== 'retry' && !isCalledByRetry) return;
	if (runOption(context, 'resendOnRetry', false) === true) return;
	if (mode !== 'retry') {
		throw unrecordedRetryError(
			context,
			'This sub-workflow was called by the retry of an execution, and n8n keeps no record of what the sub-workflow had sent before',
		);
	}
	const startTime = failedEarlier(context);
	if (startTime !== undefined && (await isFirstRetry(context, startTime))) return;
	throw unrecordedRetryError(
		context,
		'This execution retries one that was stopped or crashed, and n8n keeps no record of what that one had sent',
	);
};
