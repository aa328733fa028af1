import type { TriggerContext } from '../../shared/client/nodeContext';
import { isOptOutOrHelp } from '../../shared/message/keyword';
import { executionOf, type Question } from '../../shared/questions/question';
import type { Reply } from '../../shared/questions/reply';
import { createKeyedMutex } from '../../shared/retry/keyedMutex';
import { questionsTo, type OpenQuestions } from './openQuestions';
import { resume } from './waitingExecution';

/** A reply, with the data that decides which questions it can answer. */
export interface AddressedReply extends Reply {
	/** Empty if the message doesn't name it. */
	shortCode: string;
	/** The latest time at which it can have been sent, in ms since the epoch, if that is known. */
	sentBefore?: number;
}

/** By how much the clocks of AT&T and n8n may differ, in ms. */
const clockLeewayMs = 2 * 60_000;

/** What became of a reply. All undefined: it answers no question. */
export interface Answered {
	/** The execution that it answers. */
	answered?: string;
	/** The execution that it may answer, which this n8n could not reach. */
	unreachable?: string;
	/** The execution is just being put to wait: the reply should come again. */
	tooEarly?: boolean;
}

/** Two replies to one question come one after the other. */
const runExclusive = createKeyedMutex();

const nothing: Answered = {};

/** How a reply came. */
export interface Arrival {
	/** How long to wait for an execution that is just being put to wait, in ms. */
	patienceMs: number;
	/** Whether AT&T delivers it again if it can't be accepted yet. */
	comesAgain: boolean;
}

const tryEach = async (
	context: TriggerContext,
	questions: OpenQuestions,
	candidates: Question[],
	reply: Reply,
	{ patienceMs, comesAgain }: Arrival,
): Promise<Answered> => {
	let unreachable: string | undefined;
	for (const [index, question] of candidates.entries()) {
		// The clarification goes to each person once: an auto-reply would answer that, too, without end.
		const isClarified = question.clarified?.includes(reply.from) ?? false;
		const clarify = index === candidates.length - 1 && !isClarified;
		let outcome = await resume(context, question, { ...reply, clarify }, patienceMs);
		// What isn't an answer is answered at once, so this one is about to be accepted.
		if (outcome === 'unclear') outcome = comesAgain ? 'running' : 'accepted';
		if (outcome === 'accepted' || outcome === 'over') questions.end(question);
		if (outcome === 'accepted') return { answered: executionOf(question) };
		if (outcome === 'running') return { tooEarly: true };
		if (outcome === 'unreachable') unreachable ??= executionOf(question);
		if (outcome === 'clarified') {
			question.clarified = [...(question.clarified ?? []), reply.from];
			questions.changed();
		}
	}
	return unreachable === undefined ? nothing : { unreachable };
};

/**
 * Hands a text to the oldest open question to its sender that it answers. A text that answers none
 * leaves all of them open.
 */
export const answerQuestion = async (
	context: TriggerContext,
	questions: OpenQuestions,
	reply: AddressedReply,
	arrival: Arrival,
): Promise<Answered> => {
	const { shortCode, sentBefore = Infinity, ...handedOver } = reply;
	if (isOptOutOrHelp(reply.text)) return nothing;
	// A text may come hours late: it answers nothing that was asked after it was sent. What was asked in
	// the future was asked by a clock that has been set back since.
	const find = () => {
		const now = Date.now();
		return questionsTo(questions.open, reply.from, shortCode, now).filter(
			({ askedAt }) => Math.min(askedAt, now) - clockLeewayMs <= sentBefore,
		);
	};
	if (find().length === 0) return nothing;
	const keys = find().map(({ id }) => id);
	return await runExclusive(
		keys,
		async () => await tryEach(context, questions, find(), handedOver, arrival),
	);
};
