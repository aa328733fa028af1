import type { Delivery, StatusQuery } from '../../shared/protocol/types';
import { toGatewayError } from '../../shared/errors/toGatewayError';
import type { ApiResponse, Client } from '../../shared/client/client';
import { retry, type RetryOptions } from '../../shared/retry/retry';

/**
 * Asks for a message's status, at one documented place after the other while it is not found.
 * Throws the GatewayError of the last one.
 */
export const askStatus = async (
	client: Client,
	query: StatusQuery,
	retryOptions: RetryOptions,
): Promise<ApiResponse<Delivery[]>> => {
	const [first, ...others] = client.dialect.statusRequests(query, client.baseUrl);
	const read = (payload: unknown) => client.dialect.readDeliveries(payload);
	let request = first;
	for (;;) {
		if (!request) throw new Error('A dialect names no place to ask for a status');
		const asked = request;
		try {
			return await retry(async () => await client.request(asked, read), retryOptions);
		} catch (error) {
			const failure = toGatewayError(error);
			request = others.shift();
			if (failure.details.httpStatus !== 404 || !request) throw failure;
		}
	}
};
