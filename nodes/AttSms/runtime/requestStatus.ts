import type { ApiResponse, Client } from '../../shared/client/client';
import { toGatewayError } from '../../shared/errors/toGatewayError';
import type { GatewayError } from '../../shared/errors/gatewayError';
import type { Delivery, StatusQuery, WireRequest } from '../../shared/protocol/types';
import { delay } from '../../shared/retry/delay';
import { retry, type RetryOptions } from '../../shared/retry/retry';

type StatusResponse = ApiResponse<Delivery[]>;

/** No response, or a proxy's in its place: the status may still be there. */
const isTransient = ({ kind, details }: GatewayError): boolean =>
	kind === 'noResponse' || details.httpStatus === 502 || details.httpStatus === 504;

const repeatDelayMs = 500;

const isNotFound = ({ details }: GatewayError): boolean => details.httpStatus === 404;

/** A 404 after a response that got lost: the status may have been in that response. */
class NotFoundAfterLoss extends Error {
	override name = 'NotFoundAfterLoss';

	constructor(readonly lost: GatewayError) {
		super(lost.message);
	}
}

/**
 * Requests a status and repeats the request after a failure that may pass, which `retry` leaves alone:
 * reading does no harm. Where AT&T has no status left for the repeat, the first failure is thrown, as
 * the status may have been in the response that got lost.
 */
const requestWithRepeats = async (
	request: () => Promise<StatusResponse>,
	retryOptions: RetryOptions,
): Promise<StatusResponse> => {
	const startedAt = performance.now();
	let lost: GatewayError | undefined;
	for (let delayMs = repeatDelayMs; ; delayMs *= 2) {
		let failure: GatewayError;
		try {
			const response = await retry(request, retryOptions);
			if (lost && response.value.length === 0) throw lost;
			return response;
		} catch (error) {
			failure = toGatewayError(error);
		}
		if (lost && isNotFound(failure)) throw new NotFoundAfterLoss(lost);
		if (!isTransient(failure)) throw lost ?? failure;
		lost ??= failure;
		const leftMs = retryOptions.maxRetryTimeMs - (performance.now() - startedAt);
		if (delayMs > leftMs || retryOptions.signal?.aborted) throw lost;
		await delay(delayMs, retryOptions.signal).catch(() => {});
	}
};

/**
 * Requests a message's status, from one documented path after the other while AT&T answers 404.
 * Throws the GatewayError of the last one, or of a response that got lost on the way.
 */
export const requestStatus = async (
	client: Client,
	query: StatusQuery,
	retryOptions: RetryOptions,
): Promise<StatusResponse> => {
	const read = (payload: unknown) => client.dialect.readDeliveries(payload);
	const requestFrom = async (path: WireRequest) =>
		await requestWithRepeats(async () => await client.request(path, read), retryOptions);
	const paths = [...client.dialect.statusRequests(query, client.baseUrl)];
	let lost: GatewayError | undefined;
	for (;;) {
		const path = paths.shift();
		if (!path) throw new Error('A dialect has no path for a status');
		try {
			return await requestFrom(path);
		} catch (error) {
			if (error instanceof NotFoundAfterLoss) lost ??= error.lost;
			else if (!isNotFound(toGatewayError(error))) throw toGatewayError(error);
			if (paths.length === 0) throw lost ?? toGatewayError(error);
		}
	}
};
