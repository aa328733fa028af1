import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { rememberPort } from '../../shared/questions/loopback';
import { readQuestion } from '../../shared/questions/question';
import { monotonicNow } from '../../shared/retry/rateLimiter';
import { answerQuestion, type Answered } from './answerQuestion';
import { openQuestions, type OpenQuestions } from './openQuestions';
import { isOwnPoll, maxReplies, signatureHeader, type PolledReply } from './ownWebhook';
import { saveTriggerState } from '../triggerState';
import { lookAt } from './waitingExecution';

/** A question to 500 numbers stays far below. In bytes. */
const maxBody = 64 * 1024;
const maxAnswerBody = 4 * 1024 * 1024;

/** n8n saves static data before it sends this, as nothing starts. */
const respond = (body: IDataObject): IWebhookResponseData => ({ webhookResponse: body });

const rejection = (reason: string): IWebhookResponseData => respond({ attSms: 'rejected', reason });

/** How many questions are looked at, at a time and in all, to make room for a new one. */
const lookedAt = 25;
const maxLookedAt = 200;

/** Looks at the oldest questions until some are over. */
const makeRoom = async (context: IWebhookFunctions, questions: OpenQuestions): Promise<void> => {
	const oldest = [...questions.open.values()].slice(0, maxLookedAt);
	for (let start = 0; start < oldest.length; start += lookedAt) {
		const looked = oldest.slice(start, start + lookedAt);
		const states = await Promise.all(looked.map(async (each) => await lookAt(context, each)));
		const over = looked.filter((_, index) => states[index] === 'over');
		for (const question of over) questions.end(question);
		if (over.length > 0) return;
	}
};

/** Takes a question of an execution of this n8n that is about to wait, or waits. */
const ask = async (
	context: IWebhookFunctions,
	body: IDataObject,
): Promise<IWebhookResponseData> => {
	const question = readQuestion(body.question);
	if (!question) return rejection('invalid');
	const questions = openQuestions(context);
	// n8n logs an error for each look at an execution that runs: one look at each question.
	if (questions.open.get(question.id)?.resumePath !== question.resumePath) {
		const state = await lookAt(context, question);
		if (state === 'unreachable') return rejection('unreachable');
		if (state !== 'running' && state !== 'waiting') return rejection('notWaiting');
	}
	if (!questions.add(question)) {
		await makeRoom(context, questions);
		if (!questions.add(question)) return rejection('full');
	}
	return respond({ attSms: 'asked' });
};

/** How long a poll waits for executions that are just being put to wait: its messages come once. */
const patienceMs = 30_000;

const isReply = (value: unknown): value is PolledReply => {
	const { from, text, shortCode } = (value ?? {}) as Record<string, unknown>;
	return [from, text, shortCode].every((part) => typeof part === 'string');
};

const answerAll = async (
	context: IWebhookFunctions,
	replies: PolledReply[],
): Promise<IWebhookResponseData> => {
	const questions = openQuestions(context);
	const answers: Answered[] = [];
	const patientUntil = monotonicNow() + patienceMs;
	for (const reply of replies) {
		const left = Math.max(0, patientUntil - monotonicNow());
		const arrival = { patienceMs: left, comesAgain: false };
		answers.push(await answerQuestion(context, questions, reply, arrival));
	}
	return respond({
		attSms: 'answers',
		answers: answers as unknown as IDataObject[],
		questions: [...questions.open.values()] as unknown as IDataObject[],
	});
};

/** Calls that were answered lately or are being answered, by their signatures, oldest first. */
const answeredCalls = new Map<string, Promise<IWebhookResponseData>>();

const maxAnsweredCalls = 20;

/** A poll that got no answer repeats its call: replies are handed over once all the same. */
const answer = async (
	context: IWebhookFunctions,
	body: IDataObject,
): Promise<IWebhookResponseData> => {
	if (!(await isOwnPoll(context))) return rejection('unauthorized');
	const { replies } = body;
	if (!Array.isArray(replies) || replies.length > maxReplies || !replies.every(isReply)) {
		return rejection('invalid');
	}
	const signature = String(context.getRequestObject().headers[signatureHeader]);
	const answered =
		answeredCalls.get(signature) ?? answerAll(context, replies as unknown as PolledReply[]);
	answeredCalls.set(signature, answered);
	for (const oldest of answeredCalls.keys()) {
		if (answeredCalls.size <= maxAnsweredCalls) break;
		answeredCalls.delete(oldest);
	}
	return await answered;
};

const actions: Record<
	string,
	{
		maxBody: number;
		run(context: IWebhookFunctions, body: IDataObject): Promise<IWebhookResponseData>;
	}
> = { ask: { maxBody, run: ask }, answer: { maxBody: maxAnswerBody, run: answer } };

/**
 * The trigger's webhook for questions. It starts nothing, so that n8n saves the static data in which
 * the questions are kept over restarts.
 */
export const questionsWebhook = async (
	context: IWebhookFunctions,
): Promise<IWebhookResponseData> => {
	// The questions are those of production.
	if (context.getMode() === 'manual') return rejection('invalid');
	rememberPort(context);
	const { rawBody } = context.getRequestObject();
	const body = context.getBodyData() as IDataObject | undefined;
	const name = typeof body?.action === 'string' ? body.action : '';
	const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
	if (!body || !action || !Buffer.isBuffer(rawBody)) return rejection('invalid');
	if (rawBody.length > action.maxBody) return rejection('invalid');
	const response = await action.run(context, body);
	saveTriggerState(context);
	return response;
};
