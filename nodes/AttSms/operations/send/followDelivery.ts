import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../../shared/client/client';
import { isFinal } from '../../../shared/protocol/deliveryInfo';
import type { RetryOptions } from '../../../shared/retry/retry';
import type { RecipientResult } from './output';
import type { CheckedDraft } from './readDrafts';
import { waitForDelivery, type Followed, type SentMessage } from './waitForDelivery';

/** The messages whose status can be asked for: those that AT&T gave an id, each once. */
const messagesOf = (
	drafts: CheckedDraft[],
	results: Map<number, RecipientResult[]>,
): SentMessage[] => {
	const messages = new Map<string, SentMessage>();
	for (const { itemIndex, senderAddress, notifyDeliveryStatus } of drafts) {
		for (const { to, response } of results.get(itemIndex) ?? []) {
			const { messageId = '', resourceUrl = '' } = response?.value ?? {};
			// "For a given message, only one of these mechanisms can be used."
			if (!messageId || notifyDeliveryStatus) continue;
			const known = messages.get(messageId);
			if (known) known.addresses.push(...to);
			else messages.set(messageId, { messageId, resourceUrl, senderAddress, addresses: [...to] });
		}
	}
	return [...messages.values()];
};

/**
 * Follows what was sent until it is delivered, for at most `seconds`; 0 does not wait. `followed`,
 * by message id, holds what is known already, and is added to.
 */
export const followAll = async (
	client: Client,
	drafts: CheckedDraft[],
	results: Map<number, RecipientResult[]>,
	{ seconds, concurrency }: { seconds: number; concurrency: number },
	retryOptions: RetryOptions,
	followed: Map<string, Followed>,
): Promise<void> => {
	if (seconds <= 0) return;
	const messages = messagesOf(drafts, results);
	await waitForDelivery(client, messages, seconds * 1000, concurrency, retryOptions, followed);
};

/** The delivery to an item's recipients, for its output; empty if it was not followed. */
export const deliveriesJson = (
	results: RecipientResult[],
	followed: Map<string, Followed>,
): IDataObject => {
	const own = results.flatMap(({ to, response }) => {
		const message = followed.get(response?.value.messageId ?? '');
		return message ? to.map((address) => ({ address, message })) : [];
	});
	if (own.length === 0) return {};
	const deliveries = own.map(
		({ address, message }) => message.deliveries.get(address) ?? { to: address, status: null },
	);
	const problem = own.find(({ message }) => message.problem)?.message.problem;
	return {
		deliveries: deliveries.map((delivery) => ({ ...delivery })),
		final: deliveries.every(({ status }) => isFinal(status ?? '')),
		...(problem && { statusError: problem }),
	};
};
