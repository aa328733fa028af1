import type { INodeExecutionData } from 'n8n-workflow';
import { createDeferral, type Deferred } from '../../../shared/message/quietHours/quietHours';
import { oneOrAll, type RecipientResult } from './output';
import type { CheckedDraft } from './readDrafts';

/** A draft with only the recipients to text in this run, and those for whom it is quiet. */
export interface DueDraft extends CheckedDraft {
	deferred: Deferred[];
}

/**
 * Takes the recipients whose local time is quiet out of the drafts. Those of whom there is a result
 * stay: an earlier try of this run has texted them, or may have. `now` is in ms since the epoch.
 */
export const deferDrafts = (
	drafts: readonly CheckedDraft[],
	results: ReadonlyMap<number, readonly RecipientResult[]>,
	now: number,
): DueDraft[] => {
	const defer = createDeferral(now);
	return drafts.map((draft) => {
		const { quietHours, recipients, itemIndex } = draft;
		if (!quietHours) return { ...draft, deferred: [] };
		const texted = new Set((results.get(itemIndex) ?? []).flatMap(({ to }) => to));
		const parted = defer(
			recipients.filter((to) => !texted.has(to)),
			quietHours,
		);
		return {
			...draft,
			recipients: [...texted, ...parted.recipients],
			deferred: parted.deferred,
		};
	});
};

/** The output items of the recipients who were not texted: one for each time to wait for. */
export const deferredItems = ({ deferred, itemIndex }: DueDraft): INodeExecutionData[] =>
	deferred.map(({ recipients, notBefore }) => ({
		json: { to: oneOrAll(recipients), deferred: true, notBefore },
		pairedItem: { item: itemIndex },
	}));
