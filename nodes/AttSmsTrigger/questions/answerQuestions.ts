import type { IDataObject, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';
import { fingerprint } from '../../shared/message/fingerprint';
import { rememberPort } from '../../shared/questions/loopback';
import type { Received, ReceiveContext, ReceiveStep } from '../receive';
import { answerQuestion, type Answered } from './answerQuestion';
import { rememberAnswers } from './answeredReplies';
import { openQuestions } from './openQuestions';
import { answerByOwnWebhook, maxReplies, type PolledReply } from './ownWebhook';

const isWebhook = (context: ReceiveContext): context is IWebhookFunctions =>
	'getRequestObject' in context;

/** After this AT&T gets a 503 and repeats the callback. */
const webhookPatienceMs = 8000;
const pollPatienceMs = 30_000;

const toReply = ({ message }: Received): PolledReply => ({
	from: message.senderAddress,
	text: message.message,
	shortCode: message.destinationAddress,
});

/** Passes on what answers nothing, or all of it if the option says so. */
const passOn = (received: Received[], answers: Answered[], starts: boolean): Received[] =>
	received.flatMap((each, index) => {
		const { answered, unreachable } = answers[index] ?? {};
		if (answered !== undefined) {
			return starts ? [{ ...each, fields: { ...each.fields, answered } }] : [];
		}
		if (unreachable === undefined) return [each];
		const answerError: IDataObject = {
			message:
				'This may answer a question, but n8n could not reach its own resume URL. Set WEBHOOK_URL to a URL that n8n itself can reach.',
			execution: unreachable,
		};
		return [{ ...each, fields: { ...each.fields, answerError } }];
	});

const answerInPoll = async (context: IPollFunctions, received: Received[]): Promise<Answered[]> => {
	const questions = openQuestions(context);
	const answers: Answered[] = [];
	for (let start = 0; start < received.length; start += maxReplies) {
		const replies = received.slice(start, start + maxReplies).map(toReply);
		const remote = await answerByOwnWebhook(context, replies[0]?.shortCode ?? '', replies);
		if (remote) {
			questions.merge(remote.questions);
			answers.push(...remote.answers);
			continue;
		}
		for (const reply of replies) {
			answers.push(await answerQuestion(context, questions, reply, pollPatienceMs));
		}
	}
	return answers;
};

const answerInWebhook = async (
	context: IWebhookFunctions,
	received: Received[],
): Promise<Answered[]> => {
	rememberPort(context);
	const questions = openQuestions(context);
	const known = rememberAnswers(context);
	const answers: Answered[] = [];
	for (const each of received) {
		const print = fingerprint(each.message);
		const before = known.get(print);
		const answer =
			before === undefined
				? await answerQuestion(context, questions, toReply(each), webhookPatienceMs)
				: { answered: before };
		if (answer.answered !== undefined && before === undefined) known.add(print, answer.answered);
		answers.push(answer);
	}
	return answers;
};

/** Hands replies to the executions that wait for them (Send and Wait for Reply). */
export const answerQuestions: ReceiveStep = async (context, received, options) => {
	const mode = options.sendAndWaitReplies ?? 'resume';
	if (mode === 'ignore') return { received };
	if (!isWebhook(context)) {
		const answers = await answerInPoll(context, received);
		return { received: passOn(received, answers, mode === 'resumeAndStart') };
	}
	const answers = await answerInWebhook(context, received);
	if (answers.some(({ tooEarly }) => tooEarly)) return { received: [], retryLater: true };
	return { received: passOn(received, answers, mode === 'resumeAndStart') };
};
