import type { ApiResponse, Client } from '../../../shared/client/client';
import { toGatewayError } from '../../../shared/errors/toGatewayError';
import type { GatewayError } from '../../../shared/errors/gatewayError';
import type { Delivery, StatusQuery } from '../../../shared/protocol/types';
import { mapConcurrent } from '../../../shared/retry/mapConcurrent';
import type { RetryOptions } from '../../../shared/retry/retry';
import { requestStatus } from '../../runtime/requestStatus';
import type { StatusRequest } from './readStatusRequest';

export type StatusResponses = Map<string, ApiResponse<Delivery[]>>;

export type LookUp = { response: ApiResponse<Delivery[]> } | { failure: GatewayError };

const maxConcurrentRequests = 10;

const keyOf = ({ query }: StatusRequest): string => `${query.senderAddress} ${query.messageId}`;

/** The query of each message: of several requests about it, one with its URL speaks for all. */
const queriesOf = (requests: readonly StatusRequest[]): Map<string, StatusQuery> => {
	const queries = new Map<string, StatusQuery>();
	for (const request of requests) {
		const key = keyOf(request);
		if (!queries.get(key)?.resourceUrl) queries.set(key, request.query);
	}
	return queries;
};

/**
 * Looks each message up once, however many requests are about it: AT&T returns a final status only
 * once. `responses` holds those of an earlier try, and is added to. Never rejects.
 */
export const lookUpAll = async (
	client: Client,
	requests: readonly StatusRequest[],
	retryOptions: RetryOptions,
	responses: StatusResponses,
): Promise<(request: StatusRequest) => LookUp | undefined> => {
	const queries = [...queriesOf(requests)];
	const found = await mapConcurrent(
		queries,
		maxConcurrentRequests,
		async ([key, query]): Promise<LookUp> => {
			const known = responses.get(key);
			if (known) return { response: known };
			try {
				const response = await requestStatus(client, query, retryOptions);
				responses.set(key, response);
				return { response };
			} catch (error) {
				return { failure: toGatewayError(error) };
			}
		},
	);
	const lookUps = new Map(queries.map(([key], index) => [key, found[index]]));
	return (request) => lookUps.get(keyOf(request));
};
