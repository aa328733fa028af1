import { sleep } from 'n8n-workflow';
import type { TriggerContext } from '../../shared/client/nodeContext';
import {
	callOwnN8n,
	callOwnN8nOnce,
	type OwnResponse,
	type Source,
} from '../../shared/questions/loopback';
import type { Question } from '../../shared/questions/question';
import type { Reply } from '../../shared/questions/reply';
import { waitingBase } from '../../shared/questions/resumeUrl';
import { monotonicNow } from '../../shared/retry/rateLimiter';

/**
 * `accepted`: the execution goes on with this reply. `open`: it isn't an answer, and the execution goes
 * on waiting. `over`: nothing waits there any more. `running`: it isn't waiting yet, or no longer.
 * `unclear`: n8n has got the reply and may yet take it.
 */
export type Outcome =
	'accepted' | 'open' | 'clarified' | 'over' | 'running' | 'unreachable' | 'unclear';

const messageOf = ({ body }: OwnResponse): string =>
	typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : '';

const ownWord = ({ body }: OwnResponse): string | undefined =>
	typeof body === 'object' && body !== null && 'attSms' in body ? String(body.attSms) : undefined;

/**
 * What n8n answers for an execution that runs. One that was started in the editor is stored without
 * data until it waits, on which n8n (1.123 to 2.41) stumbles; an unknown execution gets a 404.
 */
const isRunning = (response: OwnResponse): boolean =>
	(response.status === 409 && /running already/.test(messageOf(response))) ||
	(response.status === 500 && /Cannot read properties of undefined/.test(messageOf(response)));

/** A proxy may answer with a page, or ask for a password. Of n8n, both mean that nothing waits. */
const sourceOf = (response: OwnResponse): Source => {
	const isOwn =
		ownWord(response) !== undefined ||
		(response.status === 404 && /^The (execution|workflow)/.test(messageOf(response))) ||
		(response.status === 409 && messageOf(response) !== '') ||
		isRunning(response);
	if (isOwn) return 'n8n';
	return response.status === 200 || response.status === 401 ? 'maybe' : 'other';
};

const outcomeOf = (response: OwnResponse | undefined): Outcome | 'waiting' => {
	if (!response) return 'unreachable';
	const word = ownWord(response);
	if (word === 'accepted' || word === 'open' || word === 'clarified' || word === 'waiting') {
		return word;
	}
	return isRunning(response) ? 'running' : 'over';
};

const urlOf = (context: TriggerContext, { resumePath }: Question): string =>
	`${waitingBase(context)}/${resumePath}`;

/**
 * The state of the execution behind a question. n8n reports `running` while the question is being
 * sent; 2.41 checks the signature before that.
 */
export const lookAt = async (
	context: TriggerContext,
	question: Question,
): Promise<Outcome | 'waiting'> =>
	outcomeOf(await callOwnN8n(context, urlOf(context, question), { method: 'GET' }, sourceOf));

/** How long n8n may take to put an execution to wait once its question is out. */
const settleMs = 60_000;

const isSettling = ({ sentBy }: Question): boolean => Date.now() < sentBy + settleMs;

const retryEveryMs = 500;

/** Replies that n8n has got and not answered: it resumes once its concurrency limit allows it. */
const unconfirmed = new WeakMap<Question, Reply & { at: number }>();

/** A reply that n8n still hasn't accepted after this long is handed over again. */
const unconfirmedMs = 5 * 60_000;

const isUnconfirmed = (question: Question, { from, text }: Reply): boolean => {
	const earlier = unconfirmed.get(question);
	return (
		earlier?.from === from && earlier.text === text && monotonicNow() - earlier.at < unconfirmedMs
	);
};

/** What has become of a reply that n8n has got: if the execution no longer waits, it was accepted. */
const outcomeOfUnconfirmed = async (
	context: TriggerContext,
	question: Question,
): Promise<Outcome> => {
	const state = await lookAt(context, question);
	return state === 'over' || (state === 'running' && !isSettling(question))
		? 'accepted'
		: 'unclear';
};

const resumeOnce = async (
	context: TriggerContext,
	question: Question,
	reply: Reply & { clarify: boolean },
): Promise<Outcome | 'waiting'> => {
	if (isUnconfirmed(question, reply)) return await outcomeOfUnconfirmed(context, question);
	const request = { method: 'POST', body: JSON.stringify(reply) } as const;
	const response = await callOwnN8nOnce(context, urlOf(context, question), request, sourceOf);
	if (response !== 'noResponse') return outcomeOf(response);
	unconfirmed.set(question, { ...reply, at: monotonicNow() });
	return await outcomeOfUnconfirmed(context, question);
};

/**
 * Hands a reply to the execution that waits for it. While n8n is still putting that to wait, it is
 * tried again for `patienceMs`; `running` then means that it is too early to say. Never rejects.
 */
export const resume = async (
	context: TriggerContext,
	question: Question,
	reply: Reply & { clarify: boolean },
	patienceMs: number,
): Promise<Outcome> => {
	const tryUntil = monotonicNow() + patienceMs;
	for (;;) {
		const outcome = await resumeOnce(context, question, reply).catch(() => 'unreachable' as const);
		if (outcome === 'running') {
			if (!isSettling(question)) return 'over';
			if (monotonicNow() < tryUntil) {
				await sleep(retryEveryMs);
				continue;
			}
		}
		return outcome === 'waiting' ? 'over' : outcome;
	}
};
