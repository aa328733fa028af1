// While the gateway takes nothing at all, a run tries for its retry time once, not once for each item.
import type { INodeParameters } from 'n8n-workflow';
import { asked, items, jsonOf, mobiles, offline, sending, setUp } from './support.mts';

const count = 60;
const texts = items(...mobiles(count).map((to) => ({ to })));
const options = { maxRetryTime: 1, concurrency: 10 };
const operations: Array<[string, string, INodeParameters, number]> = [
	['Send', 'send', sending({ to: '={{ $json.to }}', options }), count],
	[
		'Get Delivery Status',
		'status',
		{ operation: 'getStatus', messageId: '=SMS{{ $json.to }}', options },
		count,
	],
	['Get Inbox', 'inbox', { operation: 'getInbox', shortCode: offline, options }, 12],
];

test.each(operations)(
	'%s shares one retry time among all items where each request gets a 503',
	async (_, on, parameters, itemCount) => {
		const { sandbox, n8n } = await setUp();
		sandbox.fault({ on: on as 'send', kind: '503', times: 10_000 });
		const output = await n8n.execute({
			parameters,
			items: texts.slice(0, itemCount),
			onError: 'continueRegularOutput',
		});
		const kinds = jsonOf(output).map(({ error }) => (error as { kind?: string }).kind);
		expect(kinds).toEqual(Array.from({ length: itemCount }, () => 'unavailable'));
		expect(asked(sandbox, on).length).toBeLessThan(2 * itemCount);
	},
);

test('Send shares one retry time among all items where no token can be had', async () => {
	const { sandbox, n8n } = await setUp();
	sandbox.fault({ on: 'token', kind: '503', times: 10_000 });
	const output = await n8n.execute({
		parameters: sending({ to: '={{ $json.to }}', options }),
		items: texts,
		onError: 'continueRegularOutput',
	});
	expect(jsonOf(output)).toHaveLength(count);
	expect(asked(sandbox, 'send')).toEqual([]);
	expect(asked(sandbox, 'token').length).toBeLessThan(2 * count);
});
