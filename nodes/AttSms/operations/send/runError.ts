import type { INode, NodeApiError } from 'n8n-workflow';
import type { RecipientResult } from './output';
import { sendError } from './sendError';

/** Whether the message may have been sent, for all that is known. */
export const isUncertain = ({ failure }: RecipientResult): boolean =>
	failure?.mayHaveBeenProcessed === true;

/**
 * Why an item failed, if it did. Of several reasons the one that leaves it uncertain: to call a
 * message unsent that was sent is the worse mistake.
 */
export const worstError = (results: RecipientResult[]) =>
	(results.find(isUncertain) ?? results.find(({ failure }) => failure))?.failure;

type Results = Map<number, RecipientResult[]>;

/** Of a whole run, the results that a condition holds for. */
const resultsWhere = (results: Results, holds: (result: RecipientResult) => boolean) =>
	[...results].flatMap(([itemIndex, own]) =>
		own.filter(holds).map((result) => ({ itemIndex, result })),
	);

/** What a run that ends with an error did send: n8n shows no output of it. */
const sentSoFar = (results: Results) =>
	resultsWhere(results, ({ response }) => response !== undefined).map(({ itemIndex, result }) => ({
		itemIndex,
		messageId: result.response?.value.messageId ?? '',
		recipientCount: result.to.length,
	}));

const uncertain = (results: Results) =>
	resultsWhere(results, isUncertain).map(({ itemIndex, result }) => ({
		itemIndex,
		recipientCount: result.to.length,
	}));

const some = (entries: string[]): string =>
	`${entries.slice(0, 20).join(', ')}${entries.length > 20 ? ', …' : ''}.`;

/**
 * The error that ends a run: that of the first item which may have been sent, else of the first that
 * failed. It lists what else was sent, or may have been. Undefined where no item failed.
 */
export const runError = (node: INode, results: Results): NodeApiError | undefined => {
	const failures = [...results]
		.sort(([a], [b]) => a - b)
		.map(([itemIndex, own]) => ({ itemIndex, failure: worstError(own) }));
	const failing =
		failures.find(({ failure }) => failure?.mayHaveBeenProcessed) ??
		failures.find(({ failure }) => failure);
	if (!failing?.failure) return undefined;

	const { itemIndex, failure } = failing;
	const sent = sentSoFar(results);
	const maybe = uncertain(results);
	const error = sendError(node, failure, {
		itemIndex,
		extra: { sent, ...(maybe.length > 0 && { uncertain: maybe }) },
	});
	const others = maybe.filter((part) => part.itemIndex !== itemIndex);
	if (others.length > 0) {
		error.description += ` These may have been sent, too: ${some(
			others.map((part) => `item ${part.itemIndex}`),
		)}`;
	}
	const recipients = sent.reduce((sum, part) => sum + part.recipientCount, 0);
	if (recipients > 0) {
		error.description += ` Sent in this run, to ${recipients} recipient(s): ${some(
			sent.map((part) => `item ${part.itemIndex} (${part.messageId || 'no id'})`),
		)}`;
	}
	return error;
};
