import { createHmac, timingSafeEqual } from 'crypto';
import type { IPollFunctions, IWebhookFunctions } from 'n8n-workflow';
import { credentialType } from '../../shared/client/client';
import { callOwnN8n, findWebhook } from '../../shared/questions/loopback';
import { questionsPaths } from '../../shared/questions/questionsPath';
import { webhookBase } from '../../shared/questions/resumeUrl';
import type { Answered } from './answerQuestion';
import type { Reply } from './waitingExecution';

/** Replies that a poll has read, for the process in which the questions are kept. */
export type PolledReply = Reply & { shortCode: string };

export const signatureHeader = 'x-att-sms-signature';

/** How long a signed call counts, in ms. */
const validMs = 5 * 60_000;

/** One call takes no more than this many replies. */
export const maxReplies = 200;

const timeoutMs = 60_000;

const secretOf = async (context: IPollFunctions | IWebhookFunctions): Promise<string> => {
	const { appSecret } = await context.getCredentials(credentialType);
	return typeof appSecret === 'string' ? appSecret : '';
};

const sign = (secret: string, time: string, body: string | Buffer): string =>
	createHmac('sha256', `n8n-nodes-att-sms questions ${secret}`)
		.update(`${time}.`)
		.update(body)
		.digest('hex');

/**
 * Whether a call comes from this trigger's own poll, which alone shares the App Secret with it:
 * anyone could call its webhook to answer in someone else's name.
 */
export const isOwnPoll = async (context: IWebhookFunctions): Promise<boolean> => {
	if (context.getNodeParameter('receiveMode') !== 'polling') return false;
	const { rawBody, headers } = context.getRequestObject();
	const [time = '', given = ''] = String(headers[signatureHeader] ?? '').split('.');
	if (!Buffer.isBuffer(rawBody) || Math.abs(Date.now() - Number(time)) > validMs) return false;
	const secret = await secretOf(context);
	const expected = Buffer.from(sign(secret, time, rawBody));
	return secret !== '' && given.length === expected.length
		? timingSafeEqual(Buffer.from(given), expected)
		: false;
};

interface Answers {
	answers: Answered[];
	/** The questions that are still open there. */
	questions: unknown[];
}

const isAnswers = (body: unknown): body is Answers =>
	typeof body === 'object' && body !== null && 'attSms' in body && body.attSms === 'answers';

/**
 * Hands replies to the trigger's own webhook: in queue mode, questions are registered in the process
 * that takes webhooks, and polls run in another. Undefined if it can't be reached.
 */
export const answerByOwnWebhook = async (
	context: IPollFunctions,
	shortCode: string,
	replies: PolledReply[],
): Promise<Answers | undefined> => {
	const [path = ''] = questionsPaths(shortCode);
	const url = `${webhookBase(context)}/${path}`;
	const found = await findWebhook(context, url);
	if (found === 'none' || found === 'unreachable') return undefined;
	const body = JSON.stringify({ action: 'answer', replies });
	const time = String(Date.now());
	const signature = `${time}.${sign(await secretOf(context), time, body)}`;
	const answer = await callOwnN8n(
		context,
		url,
		{ method: 'POST', headers: { [signatureHeader]: signature }, body, timeout: timeoutMs },
		({ status, body: answered }) => status === 200 && isAnswers(answered),
	);
	return answer?.body as Answers | undefined;
};
