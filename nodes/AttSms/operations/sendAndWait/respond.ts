import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { createClient } from '../../../shared/client/client';
import { readRecipients } from '../../../shared/fields/phoneNumbers';
import { readShortCode } from '../../../shared/fields/shortCode';
import { readText } from '../../../shared/fields/text';
import { rememberPort } from '../../../shared/questions/loopback';
import type { Reply } from '../../../shared/questions/reply';
import { delay } from '../../../shared/retry/delay';
import type { Provider } from '../../../shared/protocol/types';
import { sendBatch } from '../send/sendBatch';
import { isCurrentQuestion, waitingQuestion } from './currentQuestion';
import { answerByText, type Answer } from './answer';
import { rulesFromQuery } from './answerRules';
import { readPageLabels } from './pageLabels';
import { answeredPage, overPage, pagePolicy, questionPage, type PageTexts } from './page';

/** A parameter as it evaluates now, long after the node has run: what fails gives the fallback. */
const parameter = <Value>(context: IWebhookFunctions, name: string, fallback: Value): Value => {
	try {
		return (context.getNodeParameter(name, fallback as never) ?? fallback) as Value;
	} catch {
		return fallback;
	}
};

/** The short code that the reply comes to; empty if it can't be read any more. */
const shortCodeOf = (context: IWebhookFunctions): string => {
	try {
		const { shortCode } = waitingQuestion(context) ?? {};
		return shortCode ?? readShortCode(context.getNodeParameter('shortCode', ''));
	} catch {
		return '';
	}
};

const resumeWith = (answer: Answer, webhookResponse: unknown): IWebhookResponseData => ({
	webhookResponse,
	workflowData: [[{ json: { data: answer }, pairedItem: { item: 0 } }]],
});

const clarificationTimeoutMs = 10_000;

/** The trigger waits 10 s for an answer. A text that takes longer is still sent. */
const clarifyWithinMs = 7000;

/** Sends the text that explains what to reply. Whether it was sent. */
const clarify = async (context: IWebhookFunctions, to: string, message: string) => {
	const provider = parameter<Provider>(context, 'provider', 'att');
	const client = await createClient(context, provider, clarificationTimeoutMs);
	const outbound = {
		addresses: [to],
		message,
		notifyDeliveryStatus: false,
		senderAddress: shortCodeOf(context),
	};
	const retryOptions = { maxRetryTimeMs: 0, rateLimiter: client.rateLimiter };
	const [result] = await sendBatch(client, outbound, retryOptions);
	return result?.response !== undefined || result?.failure?.mayHaveBeenProcessed === true;
};

/** What the trigger hands over. */
const readReply = (body: unknown): Reply & { clarify: boolean } => {
	const { from, text, isOptIn, clarify: wanted } = (body ?? {}) as Record<string, unknown>;
	return {
		from: typeof from === 'string' ? from : '',
		text: typeof text === 'string' ? text : '',
		isOptIn: isOptIn === true,
		clarify: wanted === true,
	};
};

const respondToTrigger = async (
	context: IWebhookFunctions,
	query: IDataObject,
): Promise<IWebhookResponseData> => {
	if (!isCurrentQuestion(context, query)) return { webhookResponse: { attSms: 'over' } };
	if (context.getRequestObject().method !== 'POST') {
		return { webhookResponse: { attSms: 'waiting' } };
	}
	const rules = rulesFromQuery(query);
	const reply = readReply(context.getBodyData());
	const answer = answerByText(rules, reply);
	if (answer) return resumeWith(answer, { attSms: 'accepted' });
	const clarified =
		reply.clarify &&
		!(reply.isOptIn && rules.type === 'freeText') &&
		rules.clarification !== '' &&
		(await Promise.race([
			clarify(context, reply.from, rules.clarification).catch(() => false),
			delay(clarifyWithinMs).then(() => true),
		]));
	return { webhookResponse: { attSms: clarified ? 'clarified' : 'open' } };
};

const pageTexts = (context: IWebhookFunctions): PageTexts => {
	const { link } = waitingQuestion(context) ?? {};
	if (link) return link.page;
	const approval = parameter<IDataObject>(context, 'approvalOptions.values', {});
	const { responseFormTitle } = parameter<IDataObject>(context, 'options', {});
	const { title, approveLabel, disapproveLabel } = readPageLabels(approval, responseFormTitle);
	return {
		title: title || `Message from ${shortCodeOf(context) || 'a short code'}`,
		message:
			readText(parameter(context, 'message', ''), 'Message') ||
			'Please answer the question that you were sent.',
		type:
			parameter<string>(context, 'responseType', 'approval') === 'freeText'
				? 'freeText'
				: 'approval',
		approveLabel,
		...(approval.approvalType !== 'single' && { disapproveLabel }),
	};
};

const showPage = (context: IWebhookFunctions, html: string): IWebhookResponseData => {
	const response = context.getResponseObject();
	response.setHeader('Content-Type', 'text/html; charset=utf-8');
	response.setHeader('Content-Security-Policy', pagePolicy);
	response.setHeader('Referrer-Policy', 'no-referrer');
	response.setHeader('Cache-Control', 'no-store');
	response.status(200).send(html);
	return { noWebhookResponse: true };
};

/** Whose link it is: each recipient has one of their own. */
const recipientOf = (context: IWebhookFunctions, query: IDataObject): string | null => {
	try {
		const { link } = waitingQuestion(context) ?? {};
		const to = link?.to ?? readRecipients(context.getNodeParameter('to', ''));
		return to[Number(query.to)] ?? null;
	} catch {
		return null;
	}
};

const respondToPage = (context: IWebhookFunctions, query: IDataObject): IWebhookResponseData => {
	const texts = pageTexts(context);
	if (!isCurrentQuestion(context, query)) return showPage(context, overPage(texts.title));
	if (context.getRequestObject().method !== 'POST') return showPage(context, questionPage(texts));
	const { answer: chosen, text } = context.getBodyData() ?? {};
	const answer = {
		from: recipientOf(context, query),
		by: 'link' as const,
		respondedAt: new Date().toISOString(),
	};
	const page = answeredPage(texts.title);
	if (texts.type === 'freeText') {
		const written = typeof text === 'string' ? text.trim() : '';
		if (written === '') return showPage(context, questionPage(texts));
		return resumeWith({ text: written, ...answer }, page);
	}
	if (chosen === 'approve') {
		return resumeWith({ approved: true, text: texts.approveLabel, ...answer }, page);
	}
	if (chosen === 'disapprove' && texts.disapproveLabel !== undefined) {
		return resumeWith({ approved: false, text: texts.disapproveLabel, ...answer }, page);
	}
	return showPage(context, questionPage(texts));
};

/**
 * Takes what comes to the resume URL while the node waits: replies, from the trigger, and the page
 * that a link opens. Never throws: n8n would end the waiting execution with the error.
 */
export const respond = async (context: IWebhookFunctions): Promise<IWebhookResponseData> => {
	try {
		rememberPort(context);
		const query = (context.getQueryData() ?? {}) as IDataObject;
		return query.by === 'text'
			? await respondToTrigger(context, query)
			: respondToPage(context, query);
	} catch {
		return { webhookResponse: { attSms: 'open' } };
	}
};
