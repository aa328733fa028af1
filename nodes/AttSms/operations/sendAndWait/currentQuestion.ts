import type {
	IDataObject,
	IExecuteFunctions,
	IRunExecutionData,
	IWebhookFunctions,
} from 'n8n-workflow';

/** In what n8n stores of a waiting execution: when the node asked what it now waits for. */
const key = 'attSmsAskedAt';

/** The parameter of the signed resume URL by which an answer belongs to one question alone. */
export const questionToQuery = (askedAt: number): { q: string } => ({ q: String(askedAt) });

/**
 * Notes which question the node waits for. In a loop it asks one after the other, at the same resume
 * URL: an answer to an earlier one must not count for a later one.
 */
export const markQuestion = (context: IExecuteFunctions, askedAt: number): void => {
	const executeData = context.getExecuteData();
	executeData.metadata = { ...executeData.metadata, [key]: askedAt } as typeof executeData.metadata;
};

/** n8n hands each node the data of its execution, though not by a documented function. */
const waitingEntry = (context: IWebhookFunctions) =>
	(context as { runExecutionData?: IRunExecutionData }).runExecutionData?.executionData
		?.nodeExecutionStack[0];

/** Whether a call of the resume URL is about the question that the node waits for. */
export const isCurrentQuestion = (context: IWebhookFunctions, { q }: IDataObject): boolean => {
	const askedAt = (waitingEntry(context)?.metadata as IDataObject | undefined)?.[key];
	return askedAt === undefined || String(askedAt) === q;
};
