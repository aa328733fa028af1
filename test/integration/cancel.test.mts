/** An execution that is stopped while it sends: what stops, and what n8n’s record of it says. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/types.mts';
import { indexesIn } from '../support/itemRanges.mts';
import { createN8n } from '../support/n8nContexts.mts';
import {
	credentialFor,
	items,
	jsonOf,
	mobile,
	mobiles,
	offline,
	sending,
	setUp,
} from './support.mts';

const count = 300;
const recipients = mobiles(count);
const orders = items(...recipients.map((to, order) => ({ to, order })));

const personal = (options: INodeParameters = {}) =>
	sending({ to: '={{ $json.to }}', message: '=Order {{ $json.order }}', options });

const sentItems = ({ history }: Sandbox) =>
	history.accepted.flatMap(({ addresses }) => addresses.map((to) => recipients.indexOf(to)));

/** Sends to all, and stops the execution once the gateway has that many messages. */
const stoppedAfter = async (accepted: number, settings: object, options: INodeParameters = {}) => {
	const world = await setUp(settings);
	const stop = new AbortController();
	const running = world.n8n.run({
		parameters: personal(options),
		items: orders,
		abortSignal: stop.signal,
	});
	await world.sandbox.until((history) => history.accepted.length >= accepted, 60_000);
	stop.abort();
	return { ...world, result: await running };
};

describe('An execution that is stopped while it sends', () => {
	test.each<[string, number, object, INodeParameters]>([
		['at once', 40, { latencyMs: 50 }, { concurrency: 8 }],
		['in the middle', 150, { latencyMs: 20 }, {}],
		['with one request at a time', 5, { latencyMs: 50 }, { concurrency: 1 }],
		['while it waits for a throttling gateway', 60, { throttlePerSecond: 50 }, {}],
	])(
		'An execution that is stopped %s sends no more, and its record says what was sent',
		async (_, accepted, settings, options) => {
			const { sandbox, result } = await stoppedAfter(accepted, settings, options);
			expect(result.stored?.status).toBe('canceled');
			// What was on its way then still arrives; who waited for a turn would have it after that.
			await sleep(300);
			const { length } = sandbox.history.accepted;
			await sleep(500);
			expect(sandbox.history.accepted.length).toBe(length);
			const sent = sentItems(sandbox);
			expect(sent.length).toBeLessThan(count);
			expect(new Set(sent).size).toBe(sent.length);

			const { metadata = {} } = result.stored?.data.resultData ?? {};
			const said = {
				sent: indexesIn(metadata.attSms_sentItems),
				maybe: indexesIn(metadata.attSms_maybeSentItems),
				not: indexesIn(metadata.attSms_notSentItems),
			};
			expect([...said.sent, ...said.maybe, ...said.not].sort((a, b) => a - b)).toEqual([
				...orders.keys(),
			]);
			expect(said.sent.filter((item) => !sent.includes(item))).toEqual([]);
			expect(said.not.filter((item) => sent.includes(item))).toEqual([]);
		},
	);
});

describe('An execution that is stopped while it reads an inbox', () => {
	const parameters: INodeParameters = { operation: 'getInbox', shortCode: offline };
	const texts = Array.from({ length: 50 }, (_, n) => `Text ${n}`);

	test('The messages that a stopped execution had read go to the next one that may read the inbox', async () => {
		const { sandbox, n8n } = await setUp({ inboxPageSize: 5, latencyMs: 50 });
		texts.forEach((message, n) => sandbox.text({ from: mobile(n), to: offline, message }));
		const stop = new AbortController();
		const running = n8n.run({ parameters, abortSignal: stop.signal });
		await sandbox.until(({ inboxReads }) => inboxReads.length >= 4, 60_000);
		stop.abort();
		expect((await running).status).toBe('canceled');
		expect(sandbox.history.inboxReads.length).toBeLessThan(10);

		const stranger = await createN8n({
			credential: { ...credentialFor(sandbox), appSecret: 'wrong', appKey: 'another' },
		});
		await expect(stranger.execute({ parameters })).rejects.toThrow('AT&T rejected');

		const next = jsonOf(await n8n.execute({ parameters })).map(({ message }) => message);
		expect(new Set(next).size).toBe(next.length);
		// The page that was in flight when it was stopped went with its connection.
		const under = texts.filter((text) => !next.includes(text));
		expect(under.length).toBeLessThanOrEqual(5);
		expect(next.slice(0, 10)).toEqual(texts.slice(0, 10));
		expect(await n8n.execute({ parameters })).toEqual([[]]);
	});
});
