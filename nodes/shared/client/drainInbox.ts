import type { Inbound, InboxPage } from '../protocol/types';
import { toGatewayError } from '../errors/toGatewayError';
import type { GatewayError } from '../errors/gatewayError';
import type { ApiResponse, Client } from './client';
import type { OutcomeTexts } from '../errors/errorMessages';
import { monotonicNow } from '../retry/rateLimiter';
import { retry, type RetryOptions } from '../retry/retry';

/** What the failure of an inbox request means. */
export const inboxOutcome: OutcomeTexts = {
	notDone: 'Nothing was read from the inbox.',
	maybeDone:
		'Reading is destructive: AT&T deletes messages once returned. Messages in this response are no longer in the inbox.',
	notFound: 'Check the Short Code, and that it is offline and belongs to this app.',
};

/** What came out of the inbox. Both at once where a later page failed. */
export interface Drained {
	/** AT&T has removed these: they must reach the workflow, whatever else happened. */
	messages: Inbound[];
	failure?: GatewayError;
}

/** Far above any inbox, and an end to a gateway that always announces more. */
const maxPages = 1000;

/** A page may come empty by chance though more is announced; two in a row mean that no more comes. */
const maxEmptyPages = 2;

/**
 * "If this parameter value is greater than zero (0), then not all of the messages […] were returned";
 * anything but a count means that there may be more.
 */
const announcesMore = ({ pending }: InboxPage): boolean => Number.isNaN(pending) || pending > 0;

/** Takes the messages of a page. False: no more pages are read. */
type OnPage = (messages: Inbound[]) => boolean | Promise<boolean>;

/**
 * Reads a short code's inbox page by page, to its end or until the time `until` (by `monotonicNow`):
 * "the requesting app must run multiple method requests to retrieve the complete list of the
 * messages". Reading is destructive, so each page goes to `onPage` before the next one is read.
 * Never rejects for a failed request: gives the failure that ended the reading, if one did.
 */
export const readInbox = async (
	client: Client,
	shortCode: string,
	retryOptions: RetryOptions,
	until: number,
	onPage: OnPage,
): Promise<GatewayError | undefined> => {
	const request = client.dialect.inboxRequest(shortCode);
	let emptyPages = 0;
	let announced = 0;
	// A 200 without a body where messages are waiting is not an empty inbox, but an invalid response.
	const mayBeEmpty = (httpStatus: number): boolean => httpStatus === 204 || !(announced > 0);
	for (let page = 0; page < maxPages; page++) {
		if (page > 0 && monotonicNow() > until) return undefined;
		let response: ApiResponse<InboxPage>;
		try {
			response = await retry(
				async () =>
					await client.request(request, (payload) => client.dialect.readInbox(payload, shortCode), {
						mayBeEmpty,
					}),
				retryOptions,
			);
		} catch (error) {
			return toGatewayError(error);
		}
		const { messages, pending } = response.value;
		announced = pending;
		emptyPages = messages.length === 0 ? emptyPages + 1 : 0;
		const goOn = await onPage(messages);
		if (!goOn || !announcesMore(response.value) || emptyPages === maxEmptyPages) return undefined;
	}
	return undefined;
};

/**
 * Reads a short code's inbox to its end, or until `limit` messages are read or the time `until` (by
 * `monotonicNow`) has come. A page once read is always returned whole, over the limit too, and a
 * failure comes together with the messages read before it.
 */
export const drainInbox = async (
	client: Client,
	shortCode: string,
	retryOptions: RetryOptions,
	{ limit = Infinity, until = Infinity }: { limit?: number; until?: number } = {},
): Promise<Drained> => {
	const messages: Inbound[] = [];
	const failure = await readInbox(client, shortCode, retryOptions, until, (page) => {
		for (const message of page) messages.push(message);
		return messages.length < limit;
	});
	return { messages, ...(failure && { failure }) };
};
