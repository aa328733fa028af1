import type { IExecuteFunctions } from 'n8n-workflow';
import { createClient, type Client } from '../../shared/client/client';
import type { RetryOptions } from '../../shared/retry/retry';
import { providerParameter, runTimes } from './parameters';

/**
 * The client for one run of the node, and how all of its requests are retried: at the rate limit that
 * the app has, for as long as the node's options say. Throws a GatewayError where the credential's
 * base URL can't be used.
 */
export const openRun = async (
	context: IExecuteFunctions,
): Promise<{ client: Client; retryOptions: RetryOptions }> => {
	const { maxRetryTimeMs, timeoutMs } = runTimes(context);
	const client = await createClient(context, providerParameter(context), timeoutMs);
	return {
		client,
		retryOptions: {
			maxRetryTimeMs,
			rateLimiter: client.rateLimiter,
			outage: {},
			signal: context.getExecutionCancelSignal(),
		},
	};
};
