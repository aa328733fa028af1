import type { IExecuteFunctions } from 'n8n-workflow';
import { toGatewayError } from '../../../shared/errors/toGatewayError';
import type { Draft } from './batchMessages';
import type { RecipientResult } from './output';

/** Notes a request that texts recipients of these items, one entry for each recipient, as it goes. */
type Track = <T>(items: readonly number[], request: () => Promise<T>) => Promise<T>;

/** n8n takes 255 characters of a value without complaint. */
const longestValue = 255;

/** "0–411, 415": ascending indexes in few words, cut off where they are many. */
const inRanges = (indexes: readonly number[]): string => {
	const ranges: string[] = [];
	for (let start = 0, end = 0; start < indexes.length; start = ++end) {
		while (indexes[end + 1] === (indexes[end] as number) + 1) end++;
		ranges.push(start === end ? `${indexes[start]}` : `${indexes[start]}–${indexes[end]}`);
	}
	let words = ranges.join(', ');
	if (words.length > longestValue) {
		words = `${words.slice(0, words.lastIndexOf(', ', longestValue - 3))}, …`;
	}
	return words;
};

/**
 * How far a run has come, at any moment: which items' recipients were sent their message, which may
 * have been (the answer is out, or was never clear), which were not. `alreadySent`: the results, by item,
 * of what was sent or may have been in an earlier try.
 */
export const createProgress = (
	itemCount: number,
	drafts: readonly Draft[],
	alreadySent: ReadonlyMap<number, readonly RecipientResult[]>,
) => {
	// By item: numbers of recipients. Few bytes for each, as there may be 100,000 items.
	const sent = new Uint32Array(itemCount);
	const maybeSent = new Uint32Array(itemCount);
	const add = (counts: Uint32Array, items: readonly number[], by: 1 | -1) => {
		for (const item of items) counts[item] = (counts[item] ?? 0) + by;
	};
	for (const [item, results] of alreadySent) {
		for (const { to, answer } of results) {
			const counts = answer ? sent : maybeSent;
			counts[item] = (counts[item] ?? 0) + to.length;
		}
	}

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

	/** The items of each kind, by the name of the kind; an item of many recipients can be of several. */
	const inWords = (): Record<string, string> => {
		const itemsWhere = (holds: (item: number, recipients: number) => boolean) =>
			inRanges(
				drafts
					.filter(({ itemIndex, recipients }) => holds(itemIndex, recipients.length))
					.map(({ itemIndex }) => itemIndex),
			);
		const countOf = (counts: Uint32Array, item: number) => counts[item] ?? 0;
		const words = {
			attSms_sentItems: itemsWhere((item) => countOf(sent, item) > 0),
			attSms_maybeSentItems: itemsWhere((item) => countOf(maybeSent, item) > 0),
			attSms_notSentItems: itemsWhere(
				(item, recipients) => countOf(sent, item) + countOf(maybeSent, item) < recipients,
			),
		};
		return Object.fromEntries(Object.entries(words).filter(([, items]) => items !== ''));
	};

	return { track, inWords };
};

/**
 * Has the execution say, where it is stopped, what was sent: n8n stores a stopped execution in that
 * moment, with no output of the node that runs. Its custom data are stored, and shown beside it.
 */
export const reportOnCancel = (
	context: IExecuteFunctions,
	inWords: () => Record<string, string>,
): void =>
	context.onExecutionCancellation(() => {
		const { $execution } = context.getWorkflowDataProxy(0) as {
			$execution?: { customData?: { setAll(data: Record<string, string>): void } };
		};
		$execution?.customData?.setAll(inWords());
	});
