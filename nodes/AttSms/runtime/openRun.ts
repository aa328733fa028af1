import type { IExecuteFunctions } from 'n8n-workflow';
import { readSharedOptions } from '../../shared/fields/options';
import { createClient, type Client } from '../../shared/client/client';
import { createRateLimiter } from '../../shared/retry/rateLimiter';
import type { RetryOptions } from '../../shared/retry/retry';
import { optionsParameter, providerParameter } from './parameters';

/**
 * The gateway for one run of the node, and the pace and patience that all of the run's requests
 * share. Throws a GatewayError where the credential's base URL can't be used.
 */
export const openRun = async (
	context: IExecuteFunctions,
): Promise<{ client: Client; retryOptions: RetryOptions }> => {
	const { maxRetryTimeMs, timeoutMs } = readSharedOptions(optionsParameter(context, 0));
	return {
		client: await createClient(context, providerParameter(context), timeoutMs),
		retryOptions: {
			maxRetryTimeMs,
			rateLimiter: createRateLimiter(),
			signal: context.getExecutionCancelSignal(),
		},
	};
};
