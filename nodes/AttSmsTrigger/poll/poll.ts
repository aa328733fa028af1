import type { IDataObject, INode, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import type { Inbound, Provider } from '../../shared/protocol/types';
import { drainInbox, inboxOutcome, type Drained } from '../../shared/client/drainInbox';
import { InputError, nodeInputError } from '../../shared/errors/inputError';
import { readKeywordOption } from '../../shared/fields/keywordOption';
import { readSharedOptions } from '../../shared/fields/options';
import { messageJson } from '../../shared/message/received';
import { readShortCode } from '../../shared/fields/shortCode';
import { findGatewayError } from '../../shared/errors/gatewayError';
import { createClient } from '../../shared/client/client';
import { nodeApiError } from '../../shared/errors/nodeApiError';
import { createRateLimiter } from '../../shared/retry/rateLimiter';
import { receive, type ReceiveStep } from '../receive';
import { limitSenders } from '../senderRateLimit';
import { saveTriggerState } from '../triggerState';
import { sampleMessages } from './sampleMessages';
import { checkSchedule } from './schedule';
import { withUndelivered } from './undelivered';

/** What received messages pass, in this order. */
const steps: ReceiveStep[] = [limitSenders()];

/** n8n (2.41) gives up on a poll, and on what it read, after a time of its own; else the next one is near. */
const defaultBudgetMs = 300_000;

/** Not in each n8n. */
const budgetOf = (context: Partial<Pick<IPollFunctions, 'getPollBudgetMs'>>): number =>
	context.getPollBudgetMs?.() ?? defaultBudgetMs;

const readInbox = async (context: IPollFunctions, isManual: boolean): Promise<Drained> => {
	const provider = context.getNodeParameter('provider', 'att') as Provider;
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const shortCode = readShortCode(context.getNodeParameter('shortCode', ''), 'Short Code');
	if (isManual && options.sampleData === true) {
		return { messages: sampleMessages(shortCode) };
	}
	const { maxRetryTimeMs, timeoutMs } = readSharedOptions(options);
	// An Execute step of the editor reads once, whatever the schedule.
	if (!isManual) checkSchedule(context.getNodeParameter('pollTimes', {}));
	// A third for all pages but the last; then that one may be tried for a third, and take another.
	const shareMs = budgetOf(context) / 3;
	const until = Date.now() + shareMs;
	const client = await createClient(context, provider, Math.min(timeoutMs, shareMs));
	const retryOptions = {
		maxRetryTimeMs: Math.min(maxRetryTimeMs, shareMs),
		rateLimiter: createRateLimiter(),
	};
	return await drainInbox(client, shortCode, retryOptions, { until });
};

const shownError = (node: INode, error: unknown): unknown => {
	const failure = findGatewayError(error);
	if (failure) return nodeApiError(node, failure, inboxOutcome, { adviceInMessage: true });
	return error instanceof InputError ? nodeInputError(node, error) : error;
};

/**
 * Reads the inbox to its end, or for as long as n8n waits; all of it starts one run. Null where
 * there is nothing. What was read before a failure is handed on, as AT&T no longer has it, and the
 * failure goes to n8n beside it.
 */
export const poll = async (context: IPollFunctions): Promise<INodeExecutionData[][] | null> => {
	const node = context.getNode();
	const isManual = context.getMode() === 'manual';
	let drained: Drained;
	try {
		drained = await readInbox(context, isManual);
	} catch (error) {
		throw shownError(node, error);
	}
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const { simplify } = readSharedOptions(options);
	const readAt = Date.now();
	const occurrence = new Map(
		drained.messages.map((message, index) => [message, `${readAt}#${index}`]),
	);
	const ownKeywords = readKeywordOption(options);
	const toJson = (message: Inbound) =>
		messageJson(message, simplify, occurrence.get(message), ownKeywords);
	const intake = await receive(context, drained.messages, steps, toJson);
	const items = intake?.items ?? [];
	intake?.commit();
	saveTriggerState(context);
	if (drained.failure) {
		const error = nodeApiError(node, drained.failure, inboxOutcome, { adviceInMessage: true });
		// What is thrown on activation n8n forgets, and tries again: an answer that holds what AT&T
		// no longer has must not go with it.
		const keepsAnswer = drained.failure.details.body !== undefined;
		if (items.length === 0 && (isManual || !keepsAnswer)) throw error;
		if (isManual) {
			items.push({ json: { error: { message: error.message, ...error.context } } });
		} else {
			context.__emitError(error);
		}
	}
	if (isManual) return items.length > 0 ? [items] : null;
	const all = withUndelivered(context, items);
	return all.length > 0 ? [all] : null;
};
