import type { INodeExecutionData } from 'n8n-workflow';
import { createDeferral, type Deferred } from '../../../shared/message/quietHours/quietHours';
import type { Batch } from './batchMessages';
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

const addDeferred = (draft: DueDraft, { recipients, notBefore }: Deferred): void => {
	const known = draft.deferred.find((each) => each.notBefore === notBefore);
	if (known) known.recipients.push(...recipients);
	else draft.deferred.push({ recipients, notBefore });
	const late = new Set(recipients);
	draft.recipients = draft.recipients.filter((to) => !late.has(to));
};

const minuteMs = 60_000;

/**
 * Takes the recipients out of a batch whose local time has become quiet since the run began, which a
 * throttled run of thousands may last for. They are deferred in their drafts, which it changes.
 * `now` gives ms since the epoch.
 */
export const createLateDeferral = (drafts: readonly DueDraft[], now: () => number) => {
	const quietDrafts = new Map(
		drafts.filter(({ quietHours }) => quietHours).map((draft) => [draft.itemIndex, draft]),
	);
	let minute = NaN;
	let defer = createDeferral(now());

	return (batch: Batch): Batch => {
		if (quietDrafts.size === 0) return batch;
		const at = now();
		// Quiet hours begin and end on full minutes.
		if (Math.floor(at / minuteMs) !== minute) {
			minute = Math.floor(at / minuteMs);
			defer = createDeferral(at);
		}
		const byItem = new Map<number, string[]>();
		for (const to of batch.outbound.addresses) {
			const item = batch.itemOf.get(to) as number;
			byItem.set(item, [...(byItem.get(item) ?? []), to]);
		}
		const late = new Set<string>();
		for (const [item, recipients] of byItem) {
			const draft = quietDrafts.get(item);
			if (!draft?.quietHours) continue;
			for (const deferred of defer(recipients, draft.quietHours).deferred) {
				deferred.recipients.forEach((to) => late.add(to));
				addDeferred(draft, deferred);
			}
		}
		const addresses = batch.outbound.addresses.filter((to) => !late.has(to));
		return { ...batch, outbound: { ...batch.outbound, addresses } };
	};
};

/** The output items of the recipients who were not texted: one for each time to wait for. */
export const deferredItems = ({ deferred, itemIndex }: DueDraft): INodeExecutionData[] =>
	deferred.map(({ recipients, notBefore }) => ({
		json: { to: oneOrAll(recipients), deferred: true, notBefore },
		pairedItem: { item: itemIndex },
	}));
