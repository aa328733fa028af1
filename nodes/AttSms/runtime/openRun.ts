import type { IExecuteFunctions } from 'n8n-workflow';
import { createClient, type Client } from '../../shared/client/client';
import { createRateLimiter } from '../../shared/retry/rateLimiter';
import type { RetryOptions } from '../../shared/retry/retry';
import { providerParameter, runTimes } from './parameters';

/**
 * The client for one run of the node, and the retry options and rate limiter that all of the run's
 * requests share. Throws a GatewayError where the credential's base URL can't be used.
 */
export const openRun = async (
	context: IExecuteFunctions,
): Promise<{ client: Client; retryOptions: RetryOptions }> => {
	const { maxRetryTimeMs, timeoutMs } = runTimes(context);
	return {
		client: await createClient(context, providerParameter(context), timeoutMs),
		retryOptions: {
			maxRetryTimeMs,
			rateLimiter: createRateLimiter(),
			signal: context.getExecutionCancelSignal(),
		},
	};
};
