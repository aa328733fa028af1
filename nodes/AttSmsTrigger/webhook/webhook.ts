import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { readAddress } from '../../shared/protocol/address';
import { readCallback, type Callback } from '../../shared/protocol/callback';
import { InvalidResponseError } from '../../shared/protocol/fields';
import type { Inbound } from '../../shared/protocol/types';
import { decodeBody, parsePayload } from '../../shared/protocol/payload';
import { readSharedOptions } from '../../shared/fields/options';
import { deliveryJson, messageJson } from '../../shared/message/received';
import { receive, type ReceiveStep } from '../receive';
import { limitSenders } from '../senderRateLimit';
import { authorize } from './authorize';
import { deduplicate } from './deduplicate';
import { onResponse } from './onResponse';

/** What received messages pass, in this order. */
const steps: ReceiveStep[] = [deduplicate, limitSenders];

/** Answers the caller in the node's place: what is turned away starts nothing. */
const reject = (
	context: IWebhookFunctions,
	status: number,
	reason?: string,
): IWebhookResponseData => {
	const response = context.getResponseObject().status(status);
	// RFC 9110, section 11.6.1; without it, many clients never send what they know.
	if (status === 401) response.setHeader('WWW-Authenticate', 'Basic realm="listener"');
	if (reason === undefined) response.end();
	else response.json({ error: reason });
	return { noWebhookResponse: true };
};

/** A 2xx, so that AT&T does not repeat it, but nothing starts. */
const acknowledge = (): IWebhookResponseData => ({ webhookResponse: '' });

const readBody = (context: IWebhookFunctions): Callback | string => {
	const { rawBody, headers } = context.getRequestObject();
	if (!Buffer.isBuffer(rawBody) || rawBody.length === 0) return 'the body is empty';
	try {
		const payload = parsePayload(decodeBody(rawBody, headers['content-type'] ?? ''));
		return readCallback(payload) ?? 'it is neither a message nor a delivery status';
	} catch (error) {
		return error instanceof InvalidResponseError ? error.message : 'it can’t be read';
	}
};

/** The messages to the short code that the trigger was set up for; all of them where it names none. */
const toShortCode = (messages: Inbound[], shortCode: string): Inbound[] =>
	shortCode === ''
		? messages
		: messages.filter(({ destinationAddress }) => destinationAddress === shortCode);

/**
 * Takes a callback of AT&T's gateway. n8n answers 200 once it has taken the run in; a callback of a
 * kind that was not asked for is acknowledged too, or AT&T would repeat it for 72 hours.
 */
export const webhook = async (context: IWebhookFunctions): Promise<IWebhookResponseData> => {
	const refused = await authorize(context);
	if (refused) return reject(context, refused);

	const callback = readBody(context);
	if (typeof callback === 'string') {
		return reject(context, 400, `Not a callback of AT&T: ${callback}`);
	}
	const events = context.getNodeParameter('events', []) as string[];
	if (!events.includes(callback.event)) return acknowledge();

	const options = context.getNodeParameter('options', {}) as IDataObject;
	const { simplify } = readSharedOptions(options);
	if (callback.event === 'deliveryStatus') {
		return {
			workflowData: [callback.notices.map((notice) => ({ json: deliveryJson(notice, simplify) }))],
		};
	}

	const shortCode = readAddress(String(context.getNodeParameter('shortCode', '')));
	const messages = toShortCode(callback.messages, shortCode);
	if (messages.length === 0) return reject(context, 403);

	const toJson = (message: Inbound) => messageJson(message, simplify);
	const intake = await receive(context, messages, steps, toJson);
	// Another call is taking in the same message right now. By the time AT&T repeats it, that is settled.
	if (!intake) return reject(context, 503);
	if (intake.items.length === 0) {
		intake.commit();
		return acknowledge();
	}
	onResponse(context, (takenIn) => (takenIn ? intake.commit() : intake.rollback()));
	return { workflowData: [intake.items] };
};
