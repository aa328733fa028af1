import { GatewayError, type GatewayErrorKind } from '../../../shared/errors/gatewayError';
import type { Delivery, Sent } from '../../../shared/protocol/types';
import type { Draft } from './batchMessages';
import type { RecipientResult } from './output';
import { isUncertain } from './runError';
import type { CheckedDraft } from './readDrafts';
import type { Followed } from './waitForDelivery';

interface StoredResult {
	to: string[];
	sent?: Sent & { payload?: unknown };
	failure?: { kind: GatewayErrorKind; message: string; details: GatewayError['details'] };
}

/** What a run of Send has done, as plain JSON. Nothing about what it certainly did not send. */
export interface SendRecord {
	results: Array<[itemIndex: number, results: StoredResult[]]>;
	/** The delivery statuses received, by message id. */
	deliveries: Array<[messageId: string, deliveries: Delivery[]]>;
}

/** What a run of Send has done so far. */
export interface SendState {
	/** By item. */
	results: Map<number, RecipientResult[]>;
	/** By message id. */
	followed: Map<string, Followed>;
}

/** What was sent, or may have been, is never sent again. */
const isAlreadySent = (result: RecipientResult): boolean =>
	result.response !== undefined || isUncertain(result);

/** A body in an error can be a page of HTML; a record stays small. */
const maxBodyLength = 1000;

const store = ({ to, response, failure }: RecipientResult, keepsPayload: boolean): StoredResult => {
	if (response) {
		return { to, sent: { ...response.value, ...(keepsPayload && { payload: response.payload }) } };
	}
	if (!failure) return { to };
	const { kind, message, details } = failure;
	const body = details.body?.slice(0, maxBodyLength);
	return { to, failure: { kind, message, details: { ...details, ...(body && { body }) } } };
};

const restore = ({ to, sent, failure }: StoredResult): RecipientResult => {
	if (failure) {
		return { to, failure: new GatewayError(failure.kind, failure.message, failure.details) };
	}
	const { payload, messageId = '', resourceUrl = '' } = sent ?? {};
	return { to, response: { value: { messageId, resourceUrl }, payload } };
};

/** What the next try of this run must know. */
export const toRecord = (
	{ results, followed }: SendState,
	drafts: readonly CheckedDraft[],
): SendRecord => {
	// Without a draft, as where a retry fails on its input, what an earlier try kept is kept on.
	const simple = new Set(
		drafts.filter(({ simplify }) => simplify).map(({ itemIndex }) => itemIndex),
	);
	return {
		results: [...results].map(([itemIndex, own]) => [
			itemIndex,
			own.filter(isAlreadySent).map((result) => store(result, !simple.has(itemIndex))),
		]),
		deliveries: [...followed].map(([messageId, { deliveries }]) => [
			messageId,
			[...deliveries.values()],
		]),
	};
};

/** How much a run has sent, may have sent, and was told: it only grows from try to try. */
export const sizeOf = (record: SendRecord | undefined): number =>
	[...(record?.results ?? []), ...(record?.deliveries ?? [])].reduce(
		(sum, [, entries]) => sum + 1 + entries.length,
		0,
	);

/** What the run had done before this try. */
export const fromRecord = (record: SendRecord | undefined): SendState => ({
	results: new Map(
		record?.results.map(([itemIndex, stored]) => [itemIndex, stored.map(restore)] as const),
	),
	followed: new Map(
		record?.deliveries.map(([messageId, deliveries]) => [
			messageId,
			{ deliveries: new Map(deliveries.map((delivery) => [delivery.to, delivery])) },
		]),
	),
});

/** The drafts with only those recipients of whom there is no result yet. */
export const withoutAlreadySent = <Each extends Draft>(
	drafts: Each[],
	results: ReadonlyMap<number, RecipientResult[]>,
): Each[] => {
	if (results.size === 0) return drafts;
	return drafts.map((draft) => {
		const alreadySent = new Set((results.get(draft.itemIndex) ?? []).flatMap(({ to }) => to));
		return { ...draft, recipients: draft.recipients.filter((to) => !alreadySent.has(to)) };
	});
};
