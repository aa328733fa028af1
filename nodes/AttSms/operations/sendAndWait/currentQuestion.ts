import type {
	IDataObject,
	IExecuteFunctions,
	IRunExecutionData,
	IWebhookFunctions,
} from 'n8n-workflow';
import type { PageTexts } from './page';

/**
 * The question that a node waits for, as it was asked: the node's parameters would evaluate to
 * something else once the reply comes, since its input is then what goes on if the time runs out.
 */
export interface WaitingQuestion {
	/** In ms since the epoch. */
	askedAt: number;
	shortCode: string;
	/** What a link opens, and who has one. Undefined without links. */
	link?: { page: PageTexts; to: string[] };
}

/** In what n8n stores of a waiting execution. */
const key = 'attSmsQuestion';

/** The parameter of the signed resume URL by which an answer belongs to one question alone. */
export const questionToQuery = (askedAt: number): { q: string } => ({ q: String(askedAt) });

/**
 * Notes which question the node waits for. In a loop it asks one after the other, at the same resume
 * URL: an answer to an earlier one must not count for a later one.
 */
export const markQuestion = (context: IExecuteFunctions, question: WaitingQuestion): void => {
	const executeData = context.getExecuteData();
	executeData.metadata = {
		...executeData.metadata,
		[key]: question,
	} as typeof executeData.metadata;
};

/** n8n hands each node the data of its execution, though not by a documented function. */
const waitingEntry = (context: IWebhookFunctions) =>
	(context as { runExecutionData?: IRunExecutionData }).runExecutionData?.executionData
		?.nodeExecutionStack[0];

/** Undefined in an n8n that did not store it. */
export const waitingQuestion = (context: IWebhookFunctions): WaitingQuestion | undefined =>
	(waitingEntry(context)?.metadata as { [key]?: WaitingQuestion } | undefined)?.[key];

/** Whether a call of the resume URL is about the question that the node waits for. */
export const isCurrentQuestion = (context: IWebhookFunctions, { q }: IDataObject): boolean => {
	const question = waitingQuestion(context);
	return question === undefined || String(question.askedAt) === q;
};
