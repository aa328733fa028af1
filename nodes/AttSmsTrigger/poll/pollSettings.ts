import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { createClient, type Client } from '../../shared/client/client';
import { readWritten } from '../../shared/fields/expression';
import { readSharedOptions } from '../../shared/fields/options';
import { readShortCode } from '../../shared/fields/shortCode';
import type { Provider } from '../../shared/protocol/types';
import { checkOptions } from '../checkOptions';
import { monotonicNow } from '../../shared/retry/rateLimiter';
import type { RetryOptions } from '../../shared/retry/retry';

/** Versions of n8n without `getPollBudgetMs` set no limit; but the next poll comes. */
const defaultBudgetMs = 300_000;

const budgetOf = (context: Partial<Pick<IPollFunctions, 'getPollBudgetMs'>>): number =>
	context.getPollBudgetMs?.() ?? defaultBudgetMs;

/** How to read the inbox. */
export interface InboxReading {
	client: Client;
	/** Read before the inbox is: a page, once read, must not depend on n8n's database. */
	appSecret: string;
	retryOptions: RetryOptions;
	/** No new page is read after this time, by `monotonicNow`. */
	until: number;
	/** Nothing is handed over again after this time. */
	deadline: number;
}

export const readOptions = (context: IPollFunctions): IDataObject =>
	context.getNodeParameter('options', {}) as IDataObject;

/** Throws an InputError if it can't be a short code. */
export const pollShortCode = (context: IPollFunctions): string =>
	readWritten(context.getNode().parameters.shortCode, () =>
		readShortCode(context.getNodeParameter('shortCode', '')),
	);

/**
 * Throws an InputError for an option that can't be used. n8n (2.41) abandons a poll after its budget. A third of it is for all pages but the last; then that
 * one may be retried for a third and take another.
 */
export const openInbox = async (
	context: IPollFunctions,
	signal?: AbortSignal,
): Promise<InboxReading> => {
	const provider = context.getNodeParameter('provider', 'att') as Provider;
	const options = readOptions(context);
	checkOptions(options);
	const { maxRetryTimeMs, timeoutMs } = readSharedOptions(options);
	const shareMs = Math.floor(budgetOf(context) / 3);
	const until = monotonicNow() + shareMs;
	const client = await createClient(context, provider, Math.min(timeoutMs, shareMs));
	return {
		client,
		appSecret: client.appSecret,
		retryOptions: {
			maxRetryTimeMs: Math.min(maxRetryTimeMs, shareMs),
			rateLimiter: client.rateLimiter,
			outage: {},
			signal,
		},
		until,
		deadline: until + shareMs,
	};
};
