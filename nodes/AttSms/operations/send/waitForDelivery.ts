import { isFinal } from '../../../shared/protocol/deliveryInfo';
import type { Delivery, StatusQuery } from '../../../shared/protocol/types';
import { toGatewayError } from '../../../shared/errors/toGatewayError';
import { describeError } from '../../../shared/errors/errorMessages';
import type { Client } from '../../../shared/client/client';
import type { RetryOptions } from '../../../shared/retry/retry';
import { mapConcurrent } from '../../../shared/retry/mapConcurrent';
import { delay } from '../../../shared/retry/delay';
import { askStatus } from '../../runtime/requestStatus';

/** A message that was sent, to be followed until it is delivered. */
export interface SentMessage extends StatusQuery {
	/** E.164. */
	addresses: string[];
}

/** What is known of a message's delivery when the wait ends. */
export interface Followed {
	/** E.164 → its last status. */
	deliveries: Map<string, Delivery>;
	/** Why no more could be learned, in words. */
	problem?: string;
}

const firstWaitMs = 1000;
const longestWaitMs = 30_000;

const isDone = ({ addresses }: SentMessage, { deliveries, problem }: Followed): boolean =>
	problem !== undefined ||
	addresses.every((address) => isFinal(deliveries.get(address)?.status ?? ''));

/** AT&T removes what is final once it has told it, so what one look-up told is kept over the next. */
const lookUp = async (
	client: Client,
	message: SentMessage,
	followed: Followed,
	retryOptions: RetryOptions,
): Promise<void> => {
	try {
		const { value } = await askStatus(client, message, retryOptions);
		for (const delivery of value) followed.deliveries.set(delivery.to, delivery);
	} catch (error) {
		// The message is sent: that its status can't be learned is no failure of the sending.
		followed.problem = describeError(toGatewayError(error)).message;
	}
};

/**
 * Asks for the statuses of messages, after waits that grow from one second to thirty, until all are
 * final or `limitMs` has passed. One look-up a message each time, however many items share it.
 * What is known, by message id, is in `all`, and is added there. Never rejects.
 *
 * It sleeps rather than have n8n set the execution aside: n8n passes a node that waited over when
 * it takes the execution up again, with the node's input for its output, so that what was sent would
 * be lost.
 */
export const waitForDelivery = async (
	client: Client,
	messages: SentMessage[],
	limitMs: number,
	concurrency: number,
	retryOptions: RetryOptions,
	all: Map<string, Followed>,
): Promise<Map<string, Followed>> => {
	for (const { messageId } of messages) {
		if (!all.has(messageId)) all.set(messageId, { deliveries: new Map() });
	}
	const followedOf = (message: SentMessage) => all.get(message.messageId) as Followed;
	const isWaiting = (message: SentMessage) => !isDone(message, followedOf(message));
	const until = Date.now() + limitMs;
	let waiting = messages.filter(isWaiting);
	for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
		await mapConcurrent(waiting, concurrency, async (message) => {
			await lookUp(client, message, followedOf(message), retryOptions);
		});
		waiting = waiting.filter(isWaiting);
		const leftMs = until - Date.now();
		if (waiting.length === 0 || leftMs <= 0 || retryOptions.signal?.aborted) return all;
		await delay(Math.min(waitMs, leftMs), retryOptions.signal).catch(() => {});
	}
};
