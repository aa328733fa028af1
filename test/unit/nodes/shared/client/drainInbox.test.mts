import fc from 'fast-check';

import { attV2 } from '../../../../../nodes/shared/protocol/codecs/attV2.ts';
import { drainInbox } from '../../../../../nodes/shared/client/drainInbox.ts';
import { GatewayError } from '../../../../../nodes/shared/errors/gatewayError.ts';
import type { Client } from '../../../../../nodes/shared/client/client.ts';
import { createRateLimiter } from '../../../../../nodes/shared/retry/rateLimiter.ts';

/** One answer of the inbox: how many messages it hands out and removes, and what it announces. */
interface Page {
	count: number;
	pending: string;
}

/** An inbox in memory, whose reads remove; behind the last page it fails, or is empty. */
const startInbox = (pages: Page[], end: GatewayError | 'empty') => {
	const removed: string[] = [];
	let reads = 0;
	const gateway: Client = {
		baseUrl: 'https://api.att.com',
		dialect: attV2,
		async request(_, read) {
			const page = pages[reads++];
			if (!page && end !== 'empty') throw end;
			const texts = Array.from({ length: page?.count ?? 0 }, (__, i) => `${reads}.${i}`);
			removed.push(...texts);
			const payload = {
				InboundSmsMessageList: {
					InboundSmsMessage: texts.map((Message) => ({ Message, SenderAddress: '12345' })),
					TotalNumberOfPendingMessages: page?.pending ?? '0',
				},
			};
			return { value: read(payload), payload };
		},
	};
	return { gateway, removed, reads: () => reads };
};

const retryOptions = () => ({ maxRetryTimeMs: 0, rateLimiter: createRateLimiter() });
const failed = new GatewayError('serverError', 'HTTP 500', { httpStatus: 500 });

const anyPages = fc.array(
	fc.record({ count: fc.nat(5), pending: fc.constantFrom('', '0', '1', '7', 'many', '-1') }),
	{ maxLength: 10 },
);

describe('Draining an inbox', () => {
	test('Every message that AT&T deleted is returned, whatever is announced and whatever fails', async () => {
		const ends = fc.constantFrom<GatewayError | 'empty'>(failed, 'empty');
		const limits = fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 12 }));
		await fc.assert(
			fc.asyncProperty(anyPages, ends, limits, async (pages, end, limit) => {
				const { gateway, removed, reads } = startInbox(pages, end);
				const drained = await drainInbox(gateway, '22627000', retryOptions(), { limit });
				expect(drained.messages.map(({ message }) => message)).toEqual(removed);
				expect(drained.failure).toBe(
					end !== 'empty' && reads() > pages.length ? failed : undefined,
				);
			}),
		);
	});

	test.each<[string, Page[], number]>([
		['the gateway announces that no more are pending', [{ count: 2, pending: '0' }], 1],
		['the gateway announces nothing', [{ count: 2, pending: '' }], 1],
		[
			'more were announced',
			[
				{ count: 2, pending: '1' },
				{ count: 1, pending: '0' },
			],
			2,
		],
		[
			'the announced count isn’t a number',
			[
				{ count: 2, pending: 'many' },
				{ count: 1, pending: '0' },
			],
			2,
		],
		[
			'a page is empty though more are announced',
			[
				{ count: 0, pending: '3' },
				{ count: 3, pending: '0' },
			],
			2,
		],
	])('The inbox is read as often as needed if %s', async (_, pages, expected) => {
		const { gateway, reads } = startInbox(pages, 'empty');
		await drainInbox(gateway, '22627000', retryOptions());
		expect(reads()).toBe(expected);
	});

	test.each<[string, Page, number]>([
		['messages that never come', { count: 0, pending: '7' }, 2],
		['messages without end', { count: 1, pending: '7' }, 1000],
	])('Reading comes to an end if the gateway announces %s', async (_, page, expected) => {
		const { gateway, reads } = startInbox(
			Array.from({ length: 2000 }, () => page),
			'empty',
		);
		await drainInbox(gateway, '22627000', retryOptions());
		expect(reads()).toBe(expected);
	});

	test('Reading stops at its limit, but drops nothing of the page that exceeds it', async () => {
		const pages = Array.from({ length: 5 }, () => ({ count: 4, pending: '9' }));
		const { gateway, reads } = startInbox(pages, 'empty');
		const { messages } = await drainInbox(gateway, '22627000', retryOptions(), { limit: 6 });
		expect(messages).toHaveLength(8);
		expect(reads()).toBe(2);
	});
});
