import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { readAddress } from '../../shared/protocol/address';
import type { Callback } from '../../shared/protocol/callback';
import type { Inbound } from '../../shared/protocol/types';
import { readSharedOptions } from '../../shared/fields/options';
import { deliveryJson, messageJson } from '../../shared/message/received';
import { receive, type Intake, type ReceiveStep } from '../receive';
import { limitSenders } from '../senderRateLimit';
import { authorize } from './authorize';
import { deduplicate } from './deduplicate';
import { readBody } from './readBody';
import { acknowledge, startRun } from './startRun';
import { testItems, testRefusal } from './testCall';

/** What received messages pass, in this order. */
const steps: ReceiveStep[] = [deduplicate, limitSenders()];

/** A call that starts nothing: how it is answered, and why. */
interface Rejection {
	status: number;
	reason: string;
	/** The caller gets the reason, too. */
	isPublic?: boolean;
}

/** Answers the caller in n8n's place. A test in the editor shows the reason. */
const reject = (
	context: IWebhookFunctions,
	{ status, reason, isPublic = false }: Rejection,
): IWebhookResponseData => {
	const isTest = context.getMode() === 'manual';
	const response = context.getResponseObject().status(status);
	// RFC 9110, section 11.6.1; without it, many clients never send their credentials.
	if (status === 401) response.setHeader('WWW-Authenticate', 'Basic realm="listener"');
	if (status >= 400 && (isTest || isPublic)) response.json({ error: reason });
	else response.end();
	return isTest
		? testRefusal(context, `The callback was answered with ${status}: ${reason}`)
		: { noWebhookResponse: true };
};

/** The messages to the short code that the trigger was set up for; all of them if it names none. */
const toShortCode = (messages: Inbound[], shortCode: string): Inbound[] =>
	shortCode === ''
		? messages
		: messages.filter(({ destinationAddress }) => destinationAddress === shortCode);

const intakeOf = async (
	context: IWebhookFunctions,
	callback: Callback,
	options: IDataObject,
): Promise<Intake | Rejection> => {
	const { simplify } = readSharedOptions(options);
	if (callback.event === 'deliveryStatus') {
		const items = callback.notices.map((notice) => ({ json: deliveryJson(notice, simplify) }));
		return { items, commit() {}, rollback() {} };
	}
	const shortCode = readAddress(String(context.getNodeParameter('shortCode', '')));
	const messages = toShortCode(callback.messages, shortCode);
	if (messages.length === 0) {
		return { status: 403, reason: `The message is not to short code ${shortCode}` };
	}
	const toJson = (message: Inbound) => messageJson(message, simplify);
	// By the time AT&T repeats the callback, what stands in its way is settled.
	const later = { status: 503, reason: 'The same message is being taken in right now' };
	return (await receive(context, messages, steps, toJson)) ?? later;
};

/**
 * Takes a callback of AT&T's gateway. n8n answers 200 once it has taken the run in; a callback of a
 * kind that was not asked for is acknowledged too, or AT&T would repeat it for 72 hours.
 */
export const webhook = async (context: IWebhookFunctions): Promise<IWebhookResponseData> => {
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const isTest = context.getMode() === 'manual';
	const refusal = await authorize(context, options);
	if (refusal) return reject(context, refusal);

	const callback = await readBody(context);
	if (typeof callback === 'string') {
		const reason = `Not a callback of AT&T: ${callback}`;
		return reject(context, { status: 400, reason, isPublic: true });
	}
	const events = context.getNodeParameter('events', []) as string[];
	if (!events.includes(callback.event)) {
		const reason = `Trigger On does not have “${callback.event === 'message' ? 'Message Received' : 'Delivery Status'}”`;
		return isTest ? reject(context, { status: 200, reason }) : acknowledge(context);
	}

	const intake = await intakeOf(context, callback, options);
	if ('status' in intake) return reject(context, intake);
	if (isTest) return testItems(context, intake.items);
	if (intake.items.length > 0) return startRun(context, intake);
	intake.commit();
	return acknowledge(context);
};
