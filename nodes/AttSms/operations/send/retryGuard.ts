import { NodeOperationError, type IExecuteFunctions, type IRunExecutionData } from 'n8n-workflow';
import { runOption } from '../../runtime/parameters';

type RunData = IRunExecutionData['resultData']['runData'];

/** n8n hands each node the data of its execution, though not by a documented function. */
const runDataOf = (context: IExecuteFunctions): RunData =>
	(context as { runExecutionData?: IRunExecutionData }).runExecutionData?.resultData.runData ?? {};

/**
 * Whether the retried execution had failed in an earlier node: n8n then goes on from that node and
 * keeps the data of those before it. Each execution counts its nodes from 0, so two nodes have that
 * index. After a stop or a crash n8n starts from the trigger, or from this node itself where it saves
 * the progress of executions: then there is one.
 */
const failedEarlier = (runData: RunData): boolean =>
	Object.values(runData)
		.flat()
		.filter(({ executionIndex }) => executionIndex === 0).length > 1;

/**
 * Throws where this execution retries one that may have sent messages of which there is no record:
 * one that was stopped, or that ended with n8n itself. n8n stores such an execution as it was when it
 * began. One that failed in this node has a record; one that failed earlier has sent nothing here.
 */
export const refuseUnrecordedRetry = (context: IExecuteFunctions, hasRecord: boolean): void => {
	if (context.getMode() !== 'retry' || hasRecord) return;
	if (runOption(context, 'resendOnRetry', false) === true) return;
	if (failedEarlier(runDataOf(context))) return;
	const error = new NodeOperationError(
		context.getNode(),
		'This execution retries one that was stopped or crashed, and n8n keeps no record of what that one had sent',
		{
			description:
				'Nothing was sent by this retry: people could get a message twice. Start the workflow with the recipients that are left instead. Or turn on the option Resend on Retry to send everything again.',
		},
	);
	error.context.data = { kind: 'unrecordedRetry', mayHaveBeenProcessed: true, maybeSent: true };
	throw error;
};
