import type {
	IDataObject,
	INodeExecutionData,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { readAddress } from '../shared/api/address';
import { readCallback, type Callback } from '../shared/api/callback';
import { UnexpectedAnswer } from '../shared/api/fields';
import { decodeBody, parsePayload } from '../shared/api/payload';
import { readSharedOptions } from '../shared/options';
import { deliveryJson, messageJson } from '../shared/received';

/** Answers the caller in the node's place: what is refused starts nothing. */
const refuse = (
	context: IWebhookFunctions,
	status: number,
	reason: string,
): IWebhookResponseData => {
	context.getResponseObject().status(status).json({ error: reason }).end();
	return { noWebhookResponse: true };
};

const readBody = (context: IWebhookFunctions): Callback | string => {
	const { rawBody, headers } = context.getRequestObject();
	if (!Buffer.isBuffer(rawBody) || rawBody.length === 0) return 'the body is empty';
	try {
		const payload = parsePayload(decodeBody(rawBody, headers['content-type'] ?? ''));
		return readCallback(payload) ?? 'it is neither a message nor a delivery status';
	} catch (error) {
		return error instanceof UnexpectedAnswer ? error.message : 'it can’t be read';
	}
};

const itemsOf = (callback: Callback, simplify: boolean): INodeExecutionData[] =>
	callback.event === 'message'
		? callback.messages.map((message) => ({ json: messageJson(message, simplify) }))
		: callback.notices.map((notice) => ({ json: deliveryJson(notice, simplify) }));

/** The messages to the short code that the trigger was set up for; all of them where it names none. */
const forShortCode = (callback: Callback, shortCode: string): Callback | undefined => {
	if (callback.event !== 'message' || shortCode === '') return callback;
	const messages = callback.messages.filter(
		({ destinationAddress }) => destinationAddress === shortCode,
	);
	return messages.length > 0 ? { event: 'message', messages } : undefined;
};

/**
 * Takes a callback of AT&T's gateway. n8n answers 200 once it has taken the run in; a callback of a
 * kind that was not asked for is acknowledged too, or AT&T would repeat it for 72 hours.
 */
export const webhook = async (context: IWebhookFunctions): Promise<IWebhookResponseData> => {
	const callback = readBody(context);
	if (typeof callback === 'string')
		return refuse(context, 400, `Not a callback of AT&T: ${callback}`);

	const events = context.getNodeParameter('events', []) as string[];
	if (!events.includes(callback.event)) return { webhookResponse: { ignored: callback.event } };

	const shortCode = readAddress(String(context.getNodeParameter('shortCode', '')));
	const wanted = forShortCode(callback, shortCode);
	if (!wanted) return refuse(context, 403, 'Forbidden');

	const { simplify } = readSharedOptions(context.getNodeParameter('options', {}) as IDataObject);
	return { workflowData: [itemsOf(wanted, simplify)] };
};
