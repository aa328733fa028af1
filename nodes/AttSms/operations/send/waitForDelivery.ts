import type { Client } from '../../../shared/client/client';
import { toGatewayError } from '../../../shared/errors/toGatewayError';
import { describeError } from '../../../shared/errors/errorMessages';
import { maskGatewayError } from '../../../shared/errors/maskGatewayError';
import type { GatewayErrorKind } from '../../../shared/errors/gatewayError';
import { createMask } from '../../../shared/message/createMask';
import { isFinal } from '../../../shared/protocol/deliveryInfo';
import type { Delivery, StatusQuery } from '../../../shared/protocol/types';
import { delay } from '../../../shared/retry/delay';
import { mapConcurrent } from '../../../shared/retry/mapConcurrent';
import type { RetryOptions } from '../../../shared/retry/retry';
import { deliveryOf } from '../../runtime/deliveries';
import { requestStatus } from '../../runtime/requestStatus';

/** A message that was sent, to be followed until it is delivered. */
export interface SentMessage extends StatusQuery {
	/** E.164. */
	addresses: string[];
}

/** What is known of a message's delivery. */
export interface Followed {
	/** E.164 → its last status. */
	deliveries: Map<string, Delivery>;
	/** Why the last look-up failed. */
	problem?: string;
	/** Whether another look-up would fail too. */
	hasGivenUp?: boolean;
}

const firstDelayMs = 1000;
const maxDelayMs = 30_000;

/** How long after the end the last round of look-ups may go on starting. */
const graceMs = 2000;

/** Waiting changes nothing about these. */
const lasting = new Set<GatewayErrorKind>([
	'unauthorized',
	'tokenRejected',
	'untrustedCertificate',
	'misconfigured',
]);

const isDone = ({ addresses }: SentMessage, { deliveries, hasGivenUp }: Followed): boolean =>
	hasGivenUp === true ||
	addresses.every((address) => isFinal(deliveries.get(address)?.status ?? ''));

/** AT&T returns a final status once, so what an earlier look-up returned is kept. */
const lookUp = async (
	client: Client,
	message: SentMessage,
	followed: Followed,
	retryOptions: RetryOptions,
): Promise<void> => {
	try {
		const { value } = await requestStatus(client, message, retryOptions);
		for (const address of message.addresses) {
			const delivery = deliveryOf(value, address, message.addresses.length === 1);
			if (delivery?.status) followed.deliveries.set(address, delivery);
		}
		delete followed.problem;
	} catch (error) {
		// The message is sent: not to learn its status doesn't make the item fail.
		const failure = toGatewayError(error);
		const mask = createMask({ phoneNumbers: message.addresses });
		followed.problem = describeError(maskGatewayError(failure, mask)).message;
		followed.hasGivenUp = lasting.has(failure.kind);
	}
};

/**
 * Asks for the statuses of messages, after delays that grow from one second to thirty, until all are
 * final or `limitMs` has passed; of more messages than can be looked up in that time, some are not. A
 * look-up that fails is made again. There is one look-up a message
 * each time, however many items share it. `all`, by message id, holds what is known already, and is
 * added to. Never rejects.
 *
 * It sleeps rather than have n8n set the execution aside: n8n skips a node that waited when it
 * resumes the execution, with the node's input as its output, so the output of Send would be lost.
 */
export const waitForDelivery = async (
	client: Client,
	messages: SentMessage[],
	limitMs: number,
	concurrency: number,
	retryOptions: RetryOptions,
	all: Map<string, Followed>,
): Promise<void> => {
	for (const { messageId } of messages) {
		if (!all.has(messageId)) all.set(messageId, { deliveries: new Map() });
	}
	const followedOf = (message: SentMessage) => all.get(message.messageId) as Followed;
	const isWaiting = (message: SentMessage) => !isDone(message, followedOf(message));
	const { signal } = retryOptions;
	const endsAt = performance.now() + limitMs;
	const leftMs = () => Math.max(0, endsAt - performance.now());

	let waiting = messages.filter(isWaiting);
	for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 2, maxDelayMs)) {
		if (waiting.length === 0 || leftMs() === 0) return;
		await delay(Math.min(delayMs, leftMs()), signal).catch(() => {});
		if (signal?.aborted) return;
		await mapConcurrent(
			waiting,
			concurrency,
			async (message) => {
				const maxRetryTimeMs = Math.min(retryOptions.maxRetryTimeMs, leftMs());
				await lookUp(client, message, followedOf(message), { ...retryOptions, maxRetryTimeMs });
			},
			() => signal?.aborted === true || performance.now() > endsAt + graceMs,
		);
		waiting = waiting.filter(isWaiting);
	}
};
