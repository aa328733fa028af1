import { readAddress } from '../../../shared/protocol/address';
import { InvalidResponseError } from '../../../shared/protocol/fields';
import type { Outbound, Sent } from '../../../shared/protocol/types';
import { maskGatewayError } from '../../../shared/errors/maskGatewayError';
import { toGatewayError } from '../../../shared/errors/toGatewayError';
import type { GatewayError } from '../../../shared/errors/gatewayError';
import type { ApiResponse, Client } from '../../../shared/client/client';
import { createMask } from '../../../shared/message/createMask';
import { retry, type RetryOptions } from '../../../shared/retry/retry';

/** What became of some of a request's recipients. Together, outcomes name each recipient once. */
export interface SendResult {
	/** E.164. */
	addresses: string[];
	/** The gateway's response, where it took the message. */
	response?: ApiResponse<Sent>;
	/** Why not, or why it is not known. */
	failure?: GatewayError;
}

/** Errors that may be about one recipient among many. */
const aboutARecipient = new Set(['SVC0002', 'SVC0004']);

/** Parts of the message that AT&T names in an SVC0002, which all recipients have in common. */
const sharedPart = /message|sender|notify/i;

const mayBeOneRecipient = (failure: GatewayError): boolean => {
	const { apiError } = failure.details;
	if (failure.kind !== 'rejected' || !apiError || !aboutARecipient.has(apiError.code)) return false;
	return !apiError.variables.some((variable) => sharedPart.test(variable));
};

/** The recipients that AT&T names as bad, else none. */
const namedIn = (failure: GatewayError, addresses: readonly string[]): string[] => {
	const named = new Set(
		(failure.details.apiError?.variables ?? [])
			.flatMap((variable) => variable.split(','))
			.map(readAddress),
	);
	return addresses.filter((address) => named.has(address));
};

/** What is tried in place of a rejected request: without the recipients named as bad, or in halves. */
const splitBatch = (addresses: string[], bad: string[]): string[][] => {
	if (bad.length > 0) return [addresses.filter((address) => !bad.includes(address))];
	const middle = Math.ceil(addresses.length / 2);
	return [addresses.slice(0, middle), addresses.slice(middle)];
};

const readSent =
	(client: Client, outbound: Outbound) =>
	(payload: unknown): Sent => {
		const sent = client.dialect.readSent(payload);
		// "This allows the messageId parameter value to be returned": with notification it need not be.
		if (!sent.messageId && !outbound.notifyDeliveryStatus) {
			throw new InvalidResponseError('there is no message id in it');
		}
		return sent;
	};

/** Notes a request to these addresses as it goes. */
type TrackAddresses = <T>(addresses: readonly string[], request: () => Promise<T>) => Promise<T>;

/**
 * Sends one planned request. One that AT&T rejects because of a recipient is split until only the
 * bad one fails: AT&T rejects a request as a whole, so all others are sent once. Never rejects.
 */
export const sendBatch = async (
	client: Client,
	outbound: Outbound,
	retryOptions: RetryOptions,
	track: TrackAddresses = async (_, request) => await request(),
): Promise<SendResult[]> => {
	const { addresses } = outbound;
	const request = client.dialect.sendRequest(outbound);
	try {
		const post = async () =>
			await track(addresses, async () => await client.request(request, readSent(client, outbound)));
		return [{ addresses, response: await retry(post, retryOptions) }];
	} catch (error) {
		const failure = toGatewayError(error);
		const shown = maskGatewayError(failure, createMask({ phoneNumbers: addresses }));
		if (addresses.length === 1 || !mayBeOneRecipient(failure)) {
			return [{ addresses, failure: shown }];
		}
		const bad = namedIn(failure, addresses);
		const outcomes: SendResult[] = bad.length > 0 ? [{ addresses: bad, failure: shown }] : [];
		for (const part of splitBatch(addresses, bad)) {
			if (part.length === 0) continue;
			outcomes.push(
				...(await sendBatch(client, { ...outbound, addresses: part }, retryOptions, track)),
			);
		}
		return outcomes;
	}
};
