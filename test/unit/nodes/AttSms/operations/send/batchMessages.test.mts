import fc from 'fast-check';

import {
	maxAddresses,
	batchMessages,
	type Draft,
	type Batch,
} from '../../../../../../nodes/AttSms/operations/send/batchMessages.ts';
import { mobile } from '../../../../../support/mobile.mts';
import { range } from '../../../../../support/range.mts';

const draft = (itemIndex: number, recipients: string[], content: Partial<Draft> = {}): Draft => ({
	itemIndex,
	recipients,
	message: 'Hello',
	notifyDeliveryStatus: false,
	senderAddress: '',
	...content,
});

const sizes = (requests: Batch[]) => requests.map(({ outbound }) => outbound.addresses.length);

/** Drafts that meet often: few numbers, few texts, few senders. */
const anyDrafts = fc
	.array(
		fc.record({
			recipients: fc.uniqueArray(fc.nat(120).map(mobile), { minLength: 1, maxLength: 120 }),
			message: fc.constantFrom('Hello', 'Goodbye', ''),
			notifyDeliveryStatus: fc.boolean(),
			senderAddress: fc.constantFrom('22627000', '22627001'),
		}),
		{ maxLength: 12 },
	)
	.map((contents) =>
		contents.map(({ recipients, ...content }, index) => draft(index * 3, recipients, content)),
	);

describe('Batches', () => {
	test.each([
		['1000 items of one recipient each', range(1000).map((i) => draft(i, [mobile(i)])), 20],
		['1000 recipients in one item', [draft(0, range(1000).map(mobile))], 20],
		['50 recipients', [draft(0, range(50).map(mobile))], 1],
		['51 recipients', [draft(0, range(51).map(mobile))], 2],
		['no items', [], 0],
	])('For %s, as few requests are made as possible', (_, drafts, expected) => {
		const requests = batchMessages(drafts, true);
		expect(requests).toHaveLength(expected);
		expect(sizes(requests).every((size) => size > 0)).toBe(true);
	});

	test('Every recipient of every item is texted, once for each item that asks for it', () => {
		fc.assert(
			fc.property(anyDrafts, fc.boolean(), (drafts, combine) => {
				const copies = (pairs: string[]) => [...pairs].sort();
				const asked = drafts.flatMap(({ itemIndex, recipients, ...content }) =>
					recipients.map((to) => JSON.stringify([itemIndex, to, content])),
				);
				const contentOf = new Map(
					drafts.map(({ itemIndex, recipients, ...content }) => [itemIndex, content]),
				);
				const planned = batchMessages(drafts, combine).flatMap(({ outbound, itemOf }) =>
					outbound.addresses.map((to) => {
						const { addresses, ...sent } = outbound;
						const item = itemOf.get(to) as number;
						// What the item asks for is what its request says: no text or sender is mixed up.
						expect(sent).toEqual(contentOf.get(item));
						return JSON.stringify([item, to, contentOf.get(item)]);
					}),
				);
				expect(copies(planned)).toEqual(copies(asked));
			}),
		);
	});

	test('A request has at most 50 recipients, and none of them twice', () => {
		fc.assert(
			fc.property(anyDrafts, fc.boolean(), (drafts, combine) => {
				for (const { outbound, itemOf } of batchMessages(drafts, combine)) {
					expect(outbound.addresses.length).toBeLessThanOrEqual(maxAddresses);
					expect(new Set(outbound.addresses).size).toBe(outbound.addresses.length);
					expect([...itemOf.keys()]).toEqual(outbound.addresses);
				}
			}),
		);
	});

	test('As few requests are made as possible if no number is texted twice', () => {
		const texts = fc.array(fc.tuple(fc.nat(130), fc.constantFrom('a', 'b', 'c')), {
			maxLength: 40,
		});
		fc.assert(
			fc.property(texts, (counts) => {
				let next = 0;
				const drafts = counts.map(([count, message], item) =>
					draft(
						item,
						range(count + 1).map(() => mobile(next++)),
						{ message },
					),
				);
				const fewest = ['a', 'b', 'c']
					.map((text) => drafts.filter(({ message }) => message === text))
					.map((same) => same.reduce((sum, { recipients }) => sum + recipients.length, 0))
					.reduce((sum, recipients) => sum + Math.ceil(recipients / maxAddresses), 0);
				expect(batchMessages(drafts, true)).toHaveLength(fewest);
			}),
		);
	});

	test('Each item gets requests of its own if items aren’t combined', () => {
		const drafts = [draft(0, [mobile(0)]), draft(1, [mobile(0)]), draft(2, range(60).map(mobile))];
		const requests = batchMessages(drafts, false);
		expect(requests.map(({ itemOf }) => [...new Set(itemOf.values())])).toEqual([
			[0],
			[1],
			[2],
			[2],
		]);
	});

	test('A number is texted as often as items ask for it, each time in a request of its own', () => {
		const drafts = range(3).map((item) => draft(item, [mobile(1), mobile(2)]));
		expect(sizes(batchMessages(drafts, true))).toEqual([2, 2, 2]);
	});

	test('Batches keep the order of the items', () => {
		const drafts = range(120).map((item) => draft(item, [mobile(item)]));
		const order = batchMessages(drafts, true).flatMap(({ outbound }) => outbound.addresses);
		expect(order).toEqual(range(120).map(mobile));
	});
});
