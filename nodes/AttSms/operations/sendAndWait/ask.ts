import type { IExecuteFunctions } from 'n8n-workflow';
import type { Client } from '../../../shared/client/client';
import type { GatewayError } from '../../../shared/errors/gatewayError';
import { checkedMessage } from '../../../shared/message/checkMessage';
import { mapConcurrent } from '../../../shared/retry/mapConcurrent';
import type { RetryOptions } from '../../../shared/retry/retry';
import { maxAddresses } from '../send/batchMessages';
import { sendBatch } from '../send/sendBatch';
import { questionToQuery } from './currentQuestion';
import type { QuestionDraft } from './questionDraft';

/** Who was sent the question, and who may have been. E.164. */
export interface Asked {
	sent: string[];
	maybeSent: string[];
	/** When the first try began, in ms since the epoch. */
	at: number;
}

const concurrency = 10;

interface Text {
	addresses: string[];
	message: string;
}

/** One text for all, or one for each recipient, as each has a link of their own. */
const textsOf = (
	context: IExecuteFunctions,
	draft: QuestionDraft,
	to: string[],
	askedAt: number,
): Text[] => {
	const linkOf = (address: string) =>
		context.getSignedResumeUrl({
			to: String(draft.to.indexOf(address)),
			...questionToQuery(askedAt),
		});
	if (!draft.byLink) {
		const parts = Array.from({ length: Math.ceil(to.length / maxAddresses) }, (_, part) =>
			to.slice(part * maxAddresses, (part + 1) * maxAddresses),
		);
		return parts.map((addresses) => ({ addresses, message: draft.message }));
	}
	return to.map((address) => ({
		addresses: [address],
		message: `${draft.message.trimEnd()}\n${linkOf(address)}`,
	}));
};

/**
 * Sends the question to everyone whom an earlier try did not ask yet. `asked` is added to as it
 * goes. Returns the failures. Throws an InputError if the message with its link is too long.
 */
export const ask = async (
	context: IExecuteFunctions,
	draft: QuestionDraft,
	asked: Asked,
	client: Client,
	retryOptions: RetryOptions,
): Promise<GatewayError[]> => {
	const known = new Set([...asked.sent, ...asked.maybeSent]);
	const texts = textsOf(
		context,
		draft,
		draft.to.filter((address) => !known.has(address)),
		asked.at,
	);
	for (const { message } of texts) checkedMessage(message);
	const outcomes = await mapConcurrent(texts, concurrency, async ({ addresses, message }) => {
		const outbound = {
			addresses,
			message,
			notifyDeliveryStatus: false,
			senderAddress: draft.shortCode,
		};
		const results = await sendBatch(client, outbound, retryOptions);
		for (const result of results) {
			if (result.response) asked.sent.push(...result.addresses);
			else if (result.failure?.mayHaveBeenProcessed) asked.maybeSent.push(...result.addresses);
		}
		return results;
	});
	return outcomes.flatMap((results) => (results ?? []).flatMap(({ failure }) => failure ?? []));
};
