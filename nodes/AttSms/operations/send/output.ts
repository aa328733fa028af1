import type { IDataObject } from 'n8n-workflow';
import type { ApiResponse } from '../../../shared/client/client';
import type { GatewayError } from '../../../shared/errors/gatewayError';
import type { Sent } from '../../../shared/protocol/types';
import type { Batch } from './batchMessages';
import type { CheckedDraft } from './readDrafts';
import type { SendResult } from './sendBatch';

/** A request's result in one item: some of the item's recipients, and what became of them. */
export interface RecipientResult {
	/** E.164. */
	to: string[];
	response?: ApiResponse<Sent>;
	failure?: GatewayError;
}

/** Assigns the results of a request to the items whose recipients were in it. */
export const assignResults = (
	{ itemOf }: Batch,
	outcomes: readonly SendResult[],
	results: Map<number, RecipientResult[]>,
): void => {
	for (const { addresses, response, failure } of outcomes) {
		const own = new Map<number, string[]>();
		for (const address of addresses) {
			const item = itemOf.get(address) as number;
			const to = own.get(item) ?? [];
			to.push(address);
			own.set(item, to);
		}
		for (const [item, to] of own) {
			const known = results.get(item) ?? [];
			known.push({ to, response, failure });
			results.set(item, known);
		}
	}
};

/** One recipient as a text, several as a list. */
export const oneOrAll = <T>(list: T[]): T | T[] => (list.length === 1 ? (list[0] as T) : list);

const sentPart = ({ to, response }: RecipientResult): IDataObject => ({
	messageId: response?.value.messageId ?? '',
	to: oneOrAll(to),
	resourceUrl: response?.value.resourceUrl ?? '',
});

/**
 * The output of an item that was sent; `deliveries`: what is known of its delivery. An item of more
 * than 50 recipients takes several requests, each with an id of its own: all of them are in
 * `messages`, the first one on top.
 */
export const sentJson = (
	results: RecipientResult[],
	{ message, size, notifyDeliveryStatus, simplify }: CheckedDraft,
	deliveries: IDataObject,
): IDataObject => {
	if (!simplify) {
		const payloads = results.map(({ response }) => response?.payload as IDataObject);
		const json = payloads.length === 1 ? (payloads[0] as IDataObject) : { messages: payloads };
		return { ...json, ...deliveries };
	}
	const messages = results.map(sentPart);
	const recipients = results.flatMap(({ to }) => to);
	return {
		to: oneOrAll(recipients),
		status: 'accepted',
		message,
		messageId: messages[0]?.messageId ?? '',
		segments: size.segments,
		encoding: size.encoding,
		recipients,
		...deliveries,
		notifyDeliveryStatus,
		...(messages.length > 1 && { messages }),
		resourceUrl: messages[0]?.resourceUrl ?? '',
	};
};

/** The recipients in a failed item's error: `to` failed, `sent` did not. */
export const failedJson = (results: RecipientResult[]): IDataObject => {
	const sent = results.filter(({ response }) => response).map(sentPart);
	const failed = results.filter(({ failure }) => failure);
	return {
		to: oneOrAll(failed.flatMap(({ to }) => to)),
		maybeSent: failed.some(({ failure }) => failure?.mayHaveBeenProcessed),
		...(sent.length > 0 && { sent }),
	};
};
