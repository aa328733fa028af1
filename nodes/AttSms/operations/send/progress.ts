import { toGatewayError } from '../../../shared/errors/toGatewayError';
import type { Draft } from './batchMessages';
import type { RecipientResult } from './output';

/** Tracks a request that texts recipients of these items, with one entry for each recipient. */
type Track = <T>(items: readonly number[], request: () => Promise<T>) => Promise<T>;

/** n8n accepts values of up to 255 characters without a warning. */
const maxValueLength = 255;

/** "0–411, 415": ascending indexes as ranges, cut off if there are many. */
const inRanges = (indexes: readonly number[]): string => {
	const ranges: string[] = [];
	for (let start = 0, end = 0; start < indexes.length; start = ++end) {
		while (indexes[end + 1] === (indexes[end] as number) + 1) end++;
		ranges.push(start === end ? `${indexes[start]}` : `${indexes[start]}–${indexes[end]}`);
	}
	const text = ranges.join(', ');
	return text.length > maxValueLength
		? `${text.slice(0, text.lastIndexOf(', ', maxValueLength - 3))}, …`
		: text;
};

/**
 * The progress of a run at any moment: which items' recipients were sent their message, which may
 * have been (there is no response yet, or no clear one), and which were not. `alreadySent`: the results,
 * by item, of an earlier try.
 */
export const createProgress = (
	itemCount: number,
	drafts: readonly Draft[],
	alreadySent: ReadonlyMap<number, readonly RecipientResult[]>,
) => {
	// Numbers of recipients, by item. A few bytes each, as there may be 100,000 items.
	const sent = new Uint32Array(itemCount);
	const maybeSent = new Uint32Array(itemCount);
	const add = (counts: Uint32Array, items: readonly number[], by: 1 | -1) => {
		for (const item of items) counts[item] = (counts[item] ?? 0) + by;
	};
	for (const [item, results] of alreadySent) {
		for (const { to, response } of results) {
			const counts = response ? sent : maybeSent;
			counts[item] = (counts[item] ?? 0) + to.length;
		}
	}

	const countSent = () => sent.reduce((sum, count) => sum + count, 0);
	const sentBefore = countSent();

	const track: Track = async (items, request) => {
		add(maybeSent, items, 1);
		try {
			const result = await request();
			add(maybeSent, items, -1);
			add(sent, items, 1);
			return result;
		} catch (error) {
			const failure = toGatewayError(error);
			if (!failure.mayHaveBeenProcessed) add(maybeSent, items, -1);
			throw failure;
		}
	};

	/** The items in each state, as ranges. An item of many recipients can be in several states. */
	const summary = (): Record<string, string> => {
		const itemsWhere = (holds: (item: number, recipients: number) => boolean) =>
			inRanges(
				drafts
					.filter(({ itemIndex, recipients }) => holds(itemIndex, recipients.length))
					.map(({ itemIndex }) => itemIndex),
			);
		const countOf = (counts: Uint32Array, item: number) => counts[item] ?? 0;
		const states = {
			attSms_sentItems: itemsWhere((item) => countOf(sent, item) > 0),
			attSms_maybeSentItems: itemsWhere((item) => countOf(maybeSent, item) > 0),
			attSms_notSentItems: itemsWhere(
				(item, recipients) => countOf(sent, item) + countOf(maybeSent, item) < recipients,
			),
		};
		return Object.fromEntries(Object.entries(states).filter(([, items]) => items !== ''));
	};

	const sentCount = (): number => countSent() - sentBefore;

	return { track, summary, sentCount };
};

export type Progress = ReturnType<typeof createProgress>;
