import { isUncertain } from './runError';
import type { Draft } from './batchMessages';
import type { RecipientResult } from './output';

/** What was sent, or may have been, is not sent again. */
const isAlreadySent = (result: RecipientResult): boolean =>
	result.answer !== undefined || isUncertain(result);

/** Forgets what an earlier try of this run certainly did not send. */
export const keepAlreadySent = (results: Map<number, RecipientResult[]>): void => {
	for (const [itemIndex, own] of results) results.set(itemIndex, own.filter(isAlreadySent));
};

/** The drafts, with those recipients only of whom there is no result yet. */
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
