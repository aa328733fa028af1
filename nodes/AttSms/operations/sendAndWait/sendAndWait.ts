import {
	WAIT_INDEFINITELY,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type NodeApiError,
} from 'n8n-workflow';
import { GatewayError } from '../../../shared/errors/gatewayError';
import { InputError, nodeInputError } from '../../../shared/errors/inputError';
import { nodeApiError } from '../../../shared/errors/nodeApiError';
import { isResumePath, resumePathOf } from '../../../shared/questions/resumeUrl';
import { maxSendingMs, type Question } from '../../../shared/questions/question';
import { itemError } from '../../runtime/itemError';
import { openRun } from '../../runtime/openRun';
import { runTimes } from '../../runtime/parameters';
import { openRunRecord } from '../../runtime/runRecord';
import type { Operation } from '../operation';
import { maxAddresses } from '../send/batchMessages';
import { rejectUnrecordedRetry } from '../send/retryGuard';
import { timedOut } from './answer';
import { rulesToQuery } from './answerRules';
import { ask, type Asked } from './ask';
import { markQuestion, questionToQuery } from './currentQuestion';
import { description } from './description';
import { readDraft, type QuestionDraft } from './questionDraft';
import { register } from './register';
import { respond } from './respond';

type RunTimes = ReturnType<typeof runTimes>;

/** The processes of n8n may differ in their clocks. */
const clockLeewayMs = 5 * 60_000;

const inputError = (context: IExecuteFunctions, message: string, advice: string) =>
	nodeInputError(context.getNode(), new InputError(message), {
		description: advice,
		extra: description.inputErrorData,
	});

/** One question at a time: an execution waits as a whole, and n8n resumes it with one answer. */
const checkInput = (context: IExecuteFunctions): void => {
	const count = context.getInputData().length;
	if (count > 1) {
		throw inputError(
			context,
			`Send and Wait for Reply asks one question at a time, and got ${count} items`,
			'Nothing was sent. Put a Loop Over Items node with Batch Size 1 before this node, or a Limit node to ask about the first item alone.',
		);
	}
	if (context.getExecuteData().node.name !== context.getNode().name) {
		throw inputError(
			context,
			"Send and Wait for Reply can't be an AI Agent's tool: an agent doesn't wait for its tools",
			'Nothing was sent. Add it as the Human Review of a tool instead.',
		);
	}
};

/** How long it may take to send the question: requests wait for each other if AT&T throttles them. */
const longestSendingMs = (
	draft: QuestionDraft,
	{ maxRetryTimeMs, timeoutMs }: RunTimes,
): number => {
	const requests = draft.byLink ? draft.to.length : Math.ceil(draft.to.length / maxAddresses);
	return Math.min(maxRetryTimeMs + requests * timeoutMs, maxSendingMs - clockLeewayMs);
};

const toQuestion = (context: IExecuteFunctions, draft: QuestionDraft, asked: Asked): Question => {
	const query = { ...rulesToQuery(draft.rules), ...questionToQuery(asked.at) };
	const resumePath = resumePathOf(context.getSignedResumeUrl(query));
	if (draft.byText && !isResumePath(resumePath)) {
		throw inputError(
			context,
			'Clarification, Approve Words and Disapprove Words are too long together',
			'Nothing was sent. They are kept in a URL of up to 4,000 characters, in which a letter that is not ASCII takes up to nine. Shorten them.',
		);
	}
	const isLimited = draft.waitTill.getTime() < WAIT_INDEFINITELY.getTime();
	return {
		id: resumePath.slice(0, resumePath.indexOf('?')),
		resumePath,
		shortCode: draft.shortCode,
		to: draft.to,
		askedAt: asked.at,
		sentBy: Date.now() + longestSendingMs(draft, runTimes(context)),
		...(isLimited && { until: draft.waitTill.getTime() }),
	};
};

const readCheckedDraft = (context: IExecuteFunctions): QuestionDraft => {
	checkInput(context);
	try {
		return readDraft(context);
	} catch (error) {
		throw itemError(context, description, error, 0);
	}
};

/** The failure of a question that nobody was asked: of several, one that leaves it uncertain. */
const askError = (context: IExecuteFunctions, failures: GatewayError[]): NodeApiError => {
	const failure =
		failures.find(({ mayHaveBeenProcessed }) => mayHaveBeenProcessed) ??
		failures[0] ??
		new GatewayError('noResponse', 'an earlier try got no answer');
	return nodeApiError(context.getNode(), failure, description.outcome, {
		itemIndex: 0,
		extra: { maybeSent: failure.mayHaveBeenProcessed },
	});
};

/**
 * The node is the human review of an AI Agent's tool. Its input has the fields of the agent's item and
 * of the model, and of its output n8n takes `approved` and `chatInput` for the reviewer's.
 */
const isReview = (context: IExecuteFunctions): boolean =>
	context.getNode().type.endsWith('HitlTool');

/** What n8n hands on if the time runs out is the node's input. */
const waitWithLateItems = async (context: IExecuteFunctions, waitTill: Date): Promise<void> => {
	const executeData = context.getExecuteData();
	const fieldsOf = (json: IDataObject) => (isReview(context) ? {} : json);
	executeData.data = {
		...executeData.data,
		main: [
			context.getInputData().map((item, index) => ({
				...item,
				json: timedOut(fieldsOf(item.json)),
				pairedItem: { item: index },
			})),
		],
	};
	await context.putExecutionToWait(waitTill);
};

/** Who was sent the question, or may have been. */
const countOf = ({ sent, maybeSent }: Asked): number => sent.length + maybeSent.length;

/** Checks everything first. `asked` is added to as the question is sent. */
const askQuestion = async (context: IExecuteFunctions, asked: Asked) => {
	const draft = readCheckedDraft(context);
	const { client, retryOptions } = await openRun(context);
	// n8n before 2.41 checks signatures only if asked to.
	(context as { setSignatureValidationRequired?: () => void }).setSignatureValidationRequired?.();
	const question = toQuestion(context, draft, asked);
	if (draft.byText) await register(context, question);
	try {
		const failures = await ask(context, draft, asked, client, retryOptions);
		return { draft, question, failures };
	} catch (error) {
		throw itemError(context, description, error, 0);
	}
};

const run = async (context: IExecuteFunctions): Promise<INodeExecutionData[]> => {
	const record = openRunRecord<Asked>(context);
	const retry = await rejectUnrecordedRetry(context, record.previous);
	const asked = record.previous ?? { sent: [], maybeSent: [], at: Date.now() };
	const askedBefore = countOf(asked);
	const { draft, question, failures } = await askQuestion(context, asked).finally(async () => {
		record.save(asked);
		if (countOf(asked) === askedBefore) await retry?.release();
	});
	if (asked.sent.length === 0) throw askError(context, failures);
	if (failures.length > 0) {
		context.addExecutionHints({
			message: `The question was sent to ${asked.sent.length} of ${draft.to.length} recipients. ${askError(context, failures).message}`,
			type: 'warning',
			location: 'outputPane',
		});
	}
	// Once more, as another process may have stored its own list of questions in the meantime.
	if (draft.byText) await register(context, { ...question, sentBy: Date.now() }).catch(() => {});
	record.clear();
	markQuestion(context, {
		askedAt: asked.at,
		shortCode: draft.shortCode,
		...(draft.byLink && { link: { page: draft.page, to: draft.to } }),
	});
	await waitWithLateItems(context, draft.waitTill);
	return context.getInputData();
};

export const sendAndWait: Operation = {
	...description,

	execute: run,

	webhook: respond,
};
