import { createHmac } from 'crypto';
import type { IPollFunctions, IWebhookFunctions } from 'n8n-workflow';
import { credentialType } from '../../shared/client/client';
import type { TriggerContext } from '../../shared/client/nodeContext';
import { callOwnN8nOnce, findWebhook } from '../../shared/questions/loopback';
import { questionsPaths } from '../../shared/questions/questionsPath';
import { webhookBase } from '../../shared/questions/resumeUrl';
import { timingSafeEqualTexts } from '../timingSafe';
import type { AddressedReply, Answered } from './answerQuestion';

/** Replies that a poll has read, for the process in which the questions are kept. */
export type PolledReply = AddressedReply;

export const signatureHeader = 'x-att-sms-signature';

/** How long a signed call counts, in ms. */
const validMs = 5 * 60_000;

/** One call takes no more than this many replies. */
export const maxReplies = 200;

/** More than the patience that the webhook has with all replies of a call (questionsWebhook.ts). */
const timeoutMs = 90_000;

const secretOf = async (context: TriggerContext): Promise<string> => {
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
	return secret !== '' && timingSafeEqualTexts(given, sign(secret, time, rawBody));
};

interface Answers {
	answers: Answered[];
	/** The questions that are still open there. */
	questions: unknown[];
}

const isAnswers = (body: unknown): body is Answers =>
	typeof body === 'object' && body !== null && 'attSms' in body && body.attSms === 'answers';

/** A repeated call gets the answers of the first one, see questionsWebhook.ts. */
const maxCalls = 2;

/**
 * Hands replies to the trigger's own webhook: in queue mode, questions are registered in the process
 * that takes webhooks, and polls run in another. Undefined if it can't be reached; `noResponse` if it
 * got the replies and didn't say what became of them.
 */
export const answerByOwnWebhook = async (
	context: IPollFunctions,
	{ shortCode, appSecret }: { shortCode: string; appSecret: string },
	replies: PolledReply[],
): Promise<Answers | 'noResponse' | undefined> => {
	const [path = ''] = questionsPaths(shortCode);
	const url = `${webhookBase(context)}/${path}`;
	const found = await findWebhook(context, url);
	if (found === 'none' || found === 'unreachable') return undefined;
	const body = JSON.stringify({ action: 'answer', replies });
	const time = String(Date.now());
	const headers = { [signatureHeader]: `${time}.${sign(appSecret, time, body)}` };
	for (let calls = 1; ; calls++) {
		const response = await callOwnN8nOnce(
			context,
			url,
			{ method: 'POST', headers, body, timeout: timeoutMs },
			({ status, body: answered }) => (status === 200 && isAnswers(answered) ? 'n8n' : 'other'),
		);
		if (response !== 'noResponse') return response?.body as Answers | undefined;
		if (calls === maxCalls) return 'noResponse';
	}
};
