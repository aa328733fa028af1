import { isUncertain } from './runError';
import type { Draft } from './batchMessages';
import type { Share } from './output';

/** What was sent, or may have been, is not sent again. */
const isSettled = (share: Share): boolean => share.answer !== undefined || isUncertain(share);

/** Forgets what an earlier try of this run certainly did not send. */
export const keepSettled = (shares: Map<number, Share[]>): void => {
	for (const [itemIndex, own] of shares) shares.set(itemIndex, own.filter(isSettled));
};

/** The drafts, with those recipients only of whom there is no share yet. */
export const unsettled = <Each extends Draft>(
	drafts: Each[],
	shares: ReadonlyMap<number, Share[]>,
): Each[] => {
	if (shares.size === 0) return drafts;
	return drafts.map((draft) => {
		const settled = new Set((shares.get(draft.itemIndex) ?? []).flatMap(({ to }) => to));
		return { ...draft, recipients: draft.recipients.filter((to) => !settled.has(to)) };
	});
};
