import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { Callback } from '../../shared/protocol/callback';
import type { Inbound } from '../../shared/protocol/types';
import { InputError, inputErrorText } from '../../shared/errors/inputError';
import { readBoolean } from '../../shared/fields/boolean';
import { readKeywordOption } from '../../shared/fields/keywordOption';
import { readSharedOptions } from '../../shared/fields/options';
import { deliveryJson, messageJson } from '../../shared/message/received';
import { answerQuestions } from '../questions/answerQuestions';
import { checkOptions } from '../checkOptions';
import { receive, type Intake, type ReceiveStep } from '../receive';
import { limitSenders } from '../senderRateLimit';
import { authorize } from './authorize';
import { batchBurst } from './batchBursts';
import { deduplicate } from './deduplicate';
import { readBody } from './readBody';
import { listenerShortCode } from './shortCode';
import { acknowledge, startRun } from './startRun';
import { testItems, testRejection } from './testCall';

/** What received messages pass, in this order. */
const steps: ReceiveStep[] = [deduplicate, answerQuestions(), limitSenders()];

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
		? testRejection(context, `The callback was answered with ${status}: ${reason}`)
		: { noWebhookResponse: true };
};

/**
 * Whether a callback is for the trigger's short code, if it has one. A message that names no short
 * code is let in. If a callback has messages to several codes, all of them are: a 2xx acknowledges
 * the whole callback, so AT&T would not repeat what is left out.
 */
const isForShortCode = (messages: Inbound[], shortCode: string): boolean =>
	shortCode === '' ||
	messages.some(({ destinationAddress }) => ['', shortCode].includes(destinationAddress));

/** What of a callback the trigger asks for. Undefined if nothing. */
const wantedPart = (callback: Callback, events: string[]): Callback | undefined => {
	const notices = events.includes('deliveryStatus') ? callback.notices : undefined;
	if (callback.event === 'message' && events.includes('message')) return { ...callback, notices };
	return notices && { event: 'deliveryStatus', notices };
};

const intakeOf = async (
	context: IWebhookFunctions,
	callback: Callback,
	options: IDataObject,
): Promise<Intake | Rejection> => {
	const { simplify } = readSharedOptions(options);
	const { notices = [] } = callback;
	const deliveries = notices.map((notice) => ({ json: deliveryJson(notice, simplify) }));
	if (callback.event === 'deliveryStatus') {
		return { items: deliveries, commit() {}, rollback() {} };
	}
	const shortCode = listenerShortCode(context);
	const { messages } = callback;
	if (!isForShortCode(messages, shortCode)) {
		return { status: 403, reason: `The message is not to short code ${shortCode}` };
	}
	const ownKeywords = readKeywordOption(options);
	const toJson = (message: Inbound) => messageJson(message, simplify, undefined, ownKeywords);
	// By the time AT&T repeats the callback, the first one is stored or rejected.
	const later = { status: 503, reason: 'The same message is being processed' };
	const intake = await receive(context, messages, steps, toJson);
	return intake ? { ...intake, items: [...intake.items, ...deliveries] } : later;
};

const takeCallback = async (context: IWebhookFunctions): Promise<IWebhookResponseData> => {
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const isTest = context.getMode() === 'manual';
	const denied = await authorize(context, options);
	if (denied) return reject(context, denied);

	const callback = await readBody(context);
	if ('status' in callback) {
		const { status, reason } = callback;
		return reject(
			context,
			status === 400
				? { status, reason: `Not a callback of AT&T: ${reason}`, isPublic: true }
				: callback,
		);
	}
	checkOptions(options);
	const events = context.getNodeParameter('events', []) as string[];
	const wanted = wantedPart(callback, events);
	if (!wanted) {
		const reason = `Trigger On does not have "${callback.event === 'message' ? 'Message Received' : 'Delivery Status'}"`;
		return isTest ? reject(context, { status: 200, reason }) : acknowledge(context);
	}

	const intake = await intakeOf(context, wanted, options);
	if ('status' in intake) return reject(context, intake);
	if (isTest) return testItems(context, intake.items);
	if (intake.items.length === 0) {
		intake.commit();
		return acknowledge(context);
	}
	if (!readBoolean(options.batchBursts, 'Batch Bursts')) return startRun(context, intake);
	const outcome = await batchBurst(context, intake);
	return 'status' in outcome ? reject(context, { ...outcome, isPublic: true }) : outcome;
};

/**
 * Handles a callback of AT&T's gateway. n8n answers 200 once it has accepted the run; a callback of a
 * kind that was not asked for is acknowledged too, or AT&T would repeat it for 72 hours. A callback
 * that fails because of a wrong parameter is answered 503: AT&T repeats it, and nothing is lost.
 */
export const webhook = async (context: IWebhookFunctions): Promise<IWebhookResponseData> =>
	await takeCallback(context).catch((error: unknown) => {
		if (!(error instanceof InputError)) throw error;
		return reject(context, { status: 503, reason: inputErrorText(error) });
	});
