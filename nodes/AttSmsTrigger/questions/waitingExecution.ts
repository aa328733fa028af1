import { sleep, type IPollFunctions, type IWebhookFunctions } from 'n8n-workflow';
import { callOwnN8n, type OwnAnswer } from '../../shared/questions/loopback';
import type { Question } from '../../shared/questions/question';
import { waitingBase } from '../../shared/questions/resumeUrl';

type TriggerContext = IPollFunctions | IWebhookFunctions;

/** A text that came in from someone who was asked. */
export interface Reply {
	/** E.164. */
	from: string;
	text: string;
	/** Whether it is START, or another word that opts in: it doesn't answer a question for free text. */
	isOptIn: boolean;
}

/**
 * `taken`: the execution goes on with this reply. `open`: it isn't an answer, and the execution goes
 * on waiting. `over`: nothing waits there any more. `running`: it isn't waiting yet, or no longer.
 */
export type Outcome = 'taken' | 'open' | 'clarified' | 'over' | 'running' | 'unreachable';

const messageOf = ({ body }: OwnAnswer): string =>
	typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : '';

const ownWord = ({ body }: OwnAnswer): string | undefined =>
	typeof body === 'object' && body !== null && 'attSms' in body ? String(body.attSms) : undefined;

/**
 * What n8n answers for an execution that runs. One that was started in the editor is stored without
 * data until it waits, on which n8n (1.123 to 2.41) stumbles; an unknown execution gets a 404.
 */
const isRunning = (answer: OwnAnswer): boolean =>
	(answer.status === 409 && /running already/.test(messageOf(answer))) ||
	(answer.status === 500 && /Cannot read properties of undefined/.test(messageOf(answer)));

/** n8n's own answers for an execution; anything else comes from a proxy, or another server. */
const isN8n = (answer: OwnAnswer): boolean =>
	answer.status === 200 ||
	answer.status === 401 ||
	(answer.status === 404 && /^The (execution|workflow)/.test(messageOf(answer))) ||
	(answer.status === 409 && messageOf(answer) !== '') ||
	isRunning(answer);

const outcomeOf = (answer: OwnAnswer | undefined): Outcome | 'waiting' => {
	if (!answer) return 'unreachable';
	const word = ownWord(answer);
	if (word === 'taken' || word === 'open' || word === 'clarified' || word === 'waiting') {
		return word;
	}
	return isRunning(answer) ? 'running' : 'over';
};

const urlOf = (context: TriggerContext, { resumePath }: Question): string =>
	`${waitingBase(context)}/${resumePath}`;

/**
 * What n8n says of the execution behind a question. It answers `running` while the question is being
 * sent; 2.41 checks the signature before that.
 */
export const lookAt = async (
	context: TriggerContext,
	question: Question,
): Promise<Outcome | 'waiting'> =>
	outcomeOf(await callOwnN8n(context, urlOf(context, question), { method: 'GET' }, isN8n));

/** How long n8n may take to put an execution to wait once its question is out. */
const settleMs = 60_000;

const isSettling = ({ sentBy }: Question): boolean => Date.now() < sentBy + settleMs;

const retryEveryMs = 500;

/**
 * Hands a reply to the execution that waits for it. While n8n is still putting that to wait, it is
 * tried again for `patienceMs`; `running` then means that it is too early to say.
 */
export const resume = async (
	context: TriggerContext,
	question: Question,
	reply: Reply & { clarify: boolean },
	patienceMs: number,
): Promise<Outcome> => {
	const tryUntil = Date.now() + patienceMs;
	for (;;) {
		const answer = await callOwnN8n(
			context,
			urlOf(context, question),
			{ method: 'POST', body: JSON.stringify(reply) },
			isN8n,
		);
		const outcome = outcomeOf(answer);
		if (outcome === 'running') {
			if (!isSettling(question)) return 'over';
			if (Date.now() < tryUntil) {
				await sleep(retryEveryMs);
				continue;
			}
		}
		return outcome === 'waiting' ? 'over' : outcome;
	}
};
