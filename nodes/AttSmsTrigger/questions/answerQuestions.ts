import type { IDataObject, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';
import type { TriggerContext } from '../../shared/client/nodeContext';
import { readKeywordOption } from '../../shared/fields/keywordOption';
import { fingerprint } from '../../shared/message/fingerprint';
import { isOptOutOrHelp, keywordOf } from '../../shared/message/keyword';
import { readDateTime } from '../../shared/protocol/dateTime';
import { rememberPort } from '../../shared/questions/loopback';
import { executionOf } from '../../shared/questions/question';
import { createKeyedMutex } from '../../shared/retry/keyedMutex';
import { isOnlyProcess } from '../poll/onlyProcess';
import { pollShortCode } from '../poll/pollSettings';
import type { Received, ReceiveStep } from '../receive';
import { triggerKey } from '../triggerState';
import { answerQuestion, type Answered, type Arrival } from './answerQuestion';
import { rememberAnswers } from './answeredReplies';
import { openQuestions, questionsTo, type OpenQuestions } from './openQuestions';
import { answerByOwnWebhook, maxReplies, type PolledReply } from './ownWebhook';

const isWebhook = (context: TriggerContext): context is IWebhookFunctions =>
	'getRequestObject' in context;

/** After this AT&T gets a 503 and repeats the callback. */
const fromWebhook: Arrival = { patienceMs: 8000, comesAgain: true };
const fromPoll: Arrival = { patienceMs: 30_000, comesAgain: false };

/** YES opts in as well, but most questions ask for it. */
const isOptIn = (text: string, options: IDataObject): boolean =>
	keywordOf(text, readKeywordOption(options)) === 'optIn' && !/\byes\b/i.test(text);

/** No time zone is further from UTC. */
const maxOffsetMs = 26 * 3_600_000;

/** The latest time at which a message can have been sent: most callbacks name no time zone. */
const sentBefore = (dateTime: string): number | undefined => {
	const { local, utc } = readDateTime(dateTime);
	const time = utc ? Date.parse(utc) : Date.parse(`${local.slice(0, 19)}Z`) + maxOffsetMs;
	return Number.isNaN(time) ? undefined : time;
};

const toReply = ({ message }: Received, options: IDataObject): PolledReply => ({
	from: message.senderAddress,
	text: message.message,
	shortCode: message.destinationAddress,
	isOptIn: isOptIn(message.message, options),
	sentBefore: sentBefore(message.dateTime),
});

/** Passes on the messages that answer nothing, or all if the option is set to that. */
const passOn = (
	received: Received[],
	answers: Map<Received, Answered>,
	starts: boolean,
): Received[] =>
	received.flatMap((each) => {
		const { answered, unreachable } = answers.get(each) ?? {};
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

/** For replies to which the trigger's own webhook gave no answer: they may have been accepted. */
const asUnreachable = (questions: OpenQuestions, { from, shortCode }: PolledReply): Answered => {
	const [question] = questionsTo(questions.open, from, shortCode, Date.now());
	return question ? { unreachable: executionOf(question) } : {};
};

const answerPage = async (
	context: IPollFunctions,
	questions: OpenQuestions,
	replies: PolledReply[],
	appSecret: string,
): Promise<Answered[]> => {
	const shortCode = pollShortCode(context);
	const asked = [...questions.open.values()];
	const remote = await answerByOwnWebhook(context, { shortCode, appSecret }, replies);
	if (remote === 'noResponse') return replies.map((reply) => asUnreachable(questions, reply));
	if (remote) {
		questions.replace(remote.questions, asked);
		return remote.answers;
	}
	const answers: Answered[] = [];
	for (const reply of replies) {
		answers.push(await answerQuestion(context, questions, reply, fromPoll));
	}
	return answers;
};

/** AT&T no longer has the messages, so what fails here leaves them as no answers. */
const answerInPoll = async (
	context: IPollFunctions,
	received: Received[],
	options: IDataObject,
	appSecret: string,
): Promise<Answered[]> => {
	const questions = openQuestions(context);
	const answers: Answered[] = [];
	for (let start = 0; start < received.length; start += maxReplies) {
		const page = received.slice(start, start + maxReplies);
		const replies = page.map((each) => toReply(each, options));
		try {
			answers.push(...(await answerPage(context, questions, replies, appSecret)));
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			context.logger.error('Replies could not be handed to waiting executions', { reason });
			answers.push(...replies.map(() => ({})));
		}
	}
	return answers;
};

/** A message that AT&T delivers again waits for what becomes of it the first time. */
const runExclusive = createKeyedMutex();

/** Callbacks that are just being answered, of all triggers. */
let answering = 0;

/**
 * No question is open, and none was answered that AT&T may repeat the reply to: the usual case. Of a
 * poll this can be said only where no other process takes the questions.
 */
const isNothingAsked = (context: TriggerContext): boolean => {
	if (answering > 0 || openQuestions(context).open.size > 0) return false;
	return isWebhook(context) ? rememberAnswers(context).isEmpty() : isOnlyProcess();
};

const answerInWebhook = async (
	context: IWebhookFunctions,
	received: Received[],
	options: IDataObject,
): Promise<Answered[]> => {
	const questions = openQuestions(context);
	const known = rememberAnswers(context);
	const answerOnce = async (each: Received, print: string): Promise<Answered> => {
		const before = known.get(print);
		if (before !== undefined) return { answered: before };
		const answer = await answerQuestion(context, questions, toReply(each, options), fromWebhook);
		if (answer.answered !== undefined) known.add(print, answer.answered);
		return answer;
	};
	const answers: Answered[] = [];
	answering++;
	try {
		for (const each of received) {
			const print = fingerprint(each.message);
			const key = `${triggerKey(context)}:${print}`;
			answers.push(await runExclusive([key], async () => await answerOnce(each, print)));
		}
	} finally {
		answering--;
	}
	return answers;
};

/** Texts that may be answers: a carrier keyword, or one of the trigger's own, never is. */
const mayAnswer =
	(options: IDataObject) =>
	({ message }: Received): boolean =>
		!isOptOutOrHelp(message.message, readKeywordOption(options));

/**
 * Hands replies to the executions that wait for them (Send and Wait for Reply).
 *
 * @param appSecret of the credential, for a poll: its calls of the trigger's own webhook are signed
 */
export const answerQuestions =
	(appSecret = ''): ReceiveStep =>
	async (context, received, options) => {
		const mode = options.sendAndWaitReplies ?? 'resume';
		// A call of the Test URL answers no question of production. A poll in the editor reads the inbox.
		const isTestCall = isWebhook(context) && context.getMode() === 'manual';
		if (isTestCall || mode === 'ignore') return { received };
		if (isWebhook(context)) rememberPort(context);
		if (isNothingAsked(context)) return { received };
		const candidates = received.filter(mayAnswer(options));
		if (candidates.length === 0) return { received };
		const answers = isWebhook(context)
			? await answerInWebhook(context, candidates, options)
			: await answerInPoll(context, candidates, options, appSecret);
		if (isWebhook(context) && answers.some(({ tooEarly }) => tooEarly)) {
			return { received: [], retryLater: true };
		}
		const answerOf = new Map(candidates.map((each, index) => [each, answers[index] ?? {}]));
		return { received: passOn(received, answerOf, mode === 'resumeAndStart') };
	};
