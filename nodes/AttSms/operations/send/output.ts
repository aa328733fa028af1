import type { IDataObject } from 'n8n-workflow';
import type { Sent } from '../../../shared/protocol/types';
import type { MessageSize } from '../../../shared/message/encoding';
import type { GatewayError } from '../../../shared/errors/gatewayError';
import type { ApiResponse } from '../../../shared/client/client';
import type { SendResult } from './sendBatch';
import type { Batch } from './batchMessages';

/** A request's result in one item: some of the item's recipients, and what became of them. */
export interface RecipientResult {
	/** E.164. */
	to: string[];
	answer?: ApiResponse<Sent>;
	failure?: GatewayError;
}

/** Deals the outcomes of a request out to the items whose recipients were in it. */
export const assignResults = (
	{ itemOf }: Batch,
	outcomes: readonly SendResult[],
	results: Map<number, RecipientResult[]>,
): void => {
	for (const { addresses, answer, failure } of outcomes) {
		const own = new Map<number, string[]>();
		for (const address of addresses) {
			const item = itemOf.get(address) as number;
			own.set(item, [...(own.get(item) ?? []), address]);
		}
		for (const [item, to] of own) {
			const known = results.get(item) ?? [];
			known.push({ to, answer, failure });
			results.set(item, known);
		}
	}
};

/** One recipient as it is, several as a list: just as they were given. */
const oneOrAll = <T>(list: T[]): T | T[] => (list.length === 1 ? (list[0] as T) : list);

const sentPart = ({ to, answer }: RecipientResult): IDataObject => ({
	messageId: answer?.value.messageId ?? '',
	resourceUrl: answer?.value.resourceUrl ?? '',
	to: oneOrAll(to),
});

/**
 * The output of an item that was sent. An item of more than 50 recipients takes several requests,
 * each with an id of its own: all of them are under `messages`, the first one on top.
 */
export const sentJson = (
	results: RecipientResult[],
	notifyDeliveryStatus: boolean,
	{ encoding, segments }: MessageSize,
	simplify: boolean,
): IDataObject => {
	if (!simplify) {
		const payloads = results.map(({ answer }) => answer?.payload as IDataObject);
		return payloads.length === 1 ? (payloads[0] as IDataObject) : { messages: payloads };
	}
	const messages = results.map(sentPart);
	return {
		...messages[0],
		to: oneOrAll(results.flatMap(({ to }) => to)),
		notifyDeliveryStatus,
		encoding,
		segments,
		...(messages.length > 1 && { messages }),
	};
};

/** What an item that failed in part says beside its error: who was sent the message, and who not. */
export const failedJson = (results: RecipientResult[]): IDataObject => {
	const sent = results.filter(({ answer }) => answer).map(sentPart);
	const failed = results.filter(({ failure }) => failure);
	return {
		to: oneOrAll(failed.flatMap(({ to }) => to)),
		maybeSent: failed.some(({ failure }) => failure?.mayHaveBeenProcessed),
		...(sent.length > 0 && { sent }),
	};
};
