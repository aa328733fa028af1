/** Each item for itself: what is wrong with one of them, and what happens to the others. */
import type { INodeParameters } from 'n8n-workflow';
import { items, jsonOf, mobile, offline, sending, setUp } from './support.mts';
import { mo } from './support/callbacks.mts';
import { asking } from './support/conversation.mts';

const failing = "={{ $json.to ? $json.to.number.value : $('Nowhere').item.json.to }}";
const failingCode = "={{ $json.code ? $json.code : $('Nowhere').item.json.code }}";
const three = items(
	{ to: { number: { value: mobile(0) } } },
	{ to: null },
	{ to: { number: { value: mobile(2) } } },
);

describe('An expression that fails on one item of three', () => {
	test('A failing expression stops the run before anything is sent, and the error names the item and the field', async () => {
		const { sandbox, n8n } = await setUp();
		const { error } = await n8n.run({ parameters: sending({ to: failing }), items: three });
		expect(error?.message).toMatch(/^Item 1, To: /);
		expect(error?.description).toBe('Nothing was sent: all 3 items are checked first.');
		expect(sandbox.history.accepted).toEqual([]);
	});

	test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'A failing expression fails its item alone, and the others are sent: %s',
		async (onError) => {
			const { sandbox, n8n } = await setUp();
			const output = await n8n.execute({
				parameters: sending({ to: failing }),
				items: three,
				onError,
			});
			const addresses = sandbox.history.accepted.flatMap((message) => message.addresses);
			expect(addresses.sort()).toEqual([mobile(0), mobile(2)]);
			const all = output.flatMap((_, index) => jsonOf(output, index));
			const failed = all.filter(({ error }) => error);
			expect(failed).toEqual([
				expect.objectContaining({
					error: expect.objectContaining({
						kind: 'invalidExpression',
						maybeSent: false,
						description: 'Nothing was sent for this item.',
					}),
				}),
			]);
			expect(all.length - failed.length).toBe(2);
		},
	);

	test.each([
		['Get Delivery Status', 'Message ID', { operation: 'getStatus', messageId: failingCode }],
		['Get Inbox', 'Short Code', { operation: 'getInbox', shortCode: failingCode }],
		[
			'Get Inbox',
			'Options',
			{ operation: 'getInbox', shortCode: offline, options: { limit: failingCode } },
		],
		['Send', 'Options', sending({ options: { simplify: failingCode } })],
	])('With Continue, %s fails only the item with the failing %s', async (_, field, parameters) => {
		const { n8n } = await setUp();
		const output = await n8n.execute({
			parameters,
			items: items({ code: offline }, { code: null }),
			onError: 'continueRegularOutput',
		});
		const failed = jsonOf(output).filter(({ error }) => {
			const { kind } = (error ?? {}) as { kind?: string };
			return kind === 'invalidExpression';
		});
		expect(failed).toEqual([
			expect.objectContaining({
				error: expect.objectContaining({
					message: expect.stringMatching(new RegExp(`^Item 1, ${field}: `)),
					mayHaveBeenProcessed: false,
				}),
			}),
		]);
	});

	test('The item whose expression fails takes nothing from the inbox of the item before it', async () => {
		const { sandbox, n8n } = await setUp();
		sandbox.text({ from: mobile(0), to: offline, message: 'Hello' });
		const { error } = await n8n.run({
			parameters: { operation: 'getInbox', shortCode: '={{ $json.code.value }}' },
			items: items({ code: { value: offline } }, { code: null }),
		});
		expect(error?.message).toMatch(/^Item 1, Short Code: /);
		expect(sandbox.history.inboxReads).toEqual([]);
	});
});

test.each([
	['To', sending({ to: '={{ [] }}' })],
	['To', sending({ to: '={{ " , " }}' })],
	['Message', sending({ message: '={{ " " }}' })],
	['Message ID', { operation: 'getStatus', messageId: '={{ " " }}' }],
	['Short Code', { operation: 'getInbox', shortCode: '={{ " " }}' }],
	['Approve Words', asking({ approvalOptions: { values: { approveWords: '={{ "" }}' } } })],
])(
	'The error of a field that an expression leaves empty says so: %s',
	async (field, parameters) => {
		const { n8n } = await setUp();
		const { error } = await n8n.run({ parameters });
		expect(error?.message).toContain(
			`Item 0, ${field}: the field is empty (its expression gave an empty value)`,
		);
	},
);

/** Options with a value of no use, and what the error says. */
const useless: Array<[INodeParameters, string]> = [
	[
		{ keywords: { words: { optOut: '={{ ({ word: "basta" }) }}' } } },
		'Opt-Out Words: text is needed, but the expression gave an object',
	],
	[{ simplify: '={{ "no" }}' }, 'Simplify: "no" is neither true nor false'],
];

describe('An invalid option', () => {
	test.each([
		...useless,
		[{ limit: '={{ ({}) }}' }, 'Limit: text is needed, but the expression gave an object'],
	] as typeof useless)(
		'An invalid option is an error of Get Inbox before it reads: %j',
		async (options, message) => {
			const { sandbox, n8n } = await setUp();
			const { error } = await n8n.run({
				parameters: { operation: 'getInbox', shortCode: offline, options },
			});
			expect(error?.message).toContain(message);
			expect(sandbox.history.inboxReads).toEqual([]);
		},
	);

	test.each([
		...useless,
		[
			{ senderRateLimit: { limit: { messages: '={{ "ten" }}', minutes: 10 } } },
			'Rate Limit per Sender: "ten" is not a number',
		],
	] as typeof useless)(
		'An invalid option is an error of a poll before it reads: %j',
		async (options, message) => {
			const { sandbox, n8n } = await setUp();
			const parameters = { shortCode: offline, options };
			await expect(n8n.poll({ parameters })).rejects.toThrow(message);
			await expect(n8n.poll({ parameters, mode: 'manual' })).rejects.toThrow(message);
			expect(sandbox.history.inboxReads).toEqual([]);
		},
	);

	test.each([
		...useless,
		[{ ignoreDuplicates: '={{ 1 }}' }, 'Ignore Duplicates: "1" is neither true nor false'],
		[{ batchBursts: '={{ "on" }}' }, 'Batch Bursts: "on" is neither true nor false'],
	] as typeof useless)(
		'An invalid option is an error of a webhook when it is published: %j',
		async (options, message) => {
			const { n8n } = await setUp();
			const parameters = { receiveMode: 'webhook', options };
			await expect(n8n.activate({ parameters })).rejects.toThrow(message);
			const { status } = await n8n.webhook({ parameters, request: { body: mo() } });
			expect(status).toBe(503);
		},
	);

	test.each([
		['Clarification', { options: { clarification: '={{ ({}) }}' } }],
		['Response Form Title', { options: { responseFormTitle: '={{ ({}) }}' } }],
		['Approve Words', { approvalOptions: { values: { approveWords: '={{ ({}) }}' } } }],
		['Disapprove Words', { approvalOptions: { values: { disapproveWords: '={{ ({}) }}' } } }],
		['Approve Button Label', { approvalOptions: { values: { approveLabel: '={{ ({}) }}' } } }],
	])(
		'An invalid text is an error of Send and Wait for Reply before it sends: %s',
		async (field, parameters) => {
			const { sandbox, n8n } = await setUp();
			const { error } = await n8n.run({ parameters: asking(parameters) });
			expect(error?.message).toContain(`Item 0, ${field}: text is needed`);
			expect(sandbox.history.accepted).toEqual([]);
		},
	);

	test.each([
		[
			'Approval Options',
			{ approvalOptions: { values: { approveWords: "={{ $('Nowhere').first() }}" } } },
		],
		['Response Type', { responseType: "={{ $('Nowhere').first() }}" }],
	])(
		'The error of a failing expression of Send and Wait for Reply has its field’s name: %s',
		async (field, parameters) => {
			const { n8n } = await setUp();
			const { error } = await n8n.run({ parameters: asking(parameters) });
			expect(error?.message).toMatch(new RegExp(`^Item 0, ${field}: `));
		},
	);
});

test('A switch that an expression writes as text is read', async () => {
	const { sandbox, n8n } = await setUp();
	sandbox.text({ from: mobile(0), to: offline, message: 'Hello' });
	const parameters = { shortCode: offline, options: { sampleData: '={{ "true" }}' } };
	const items = await n8n.poll({ parameters, mode: 'manual' });
	expect(jsonOf(items)[0]).toMatchObject({ sample: true });
	expect(sandbox.history.inboxReads).toEqual([]);
});

describe('Combined messages', () => {
	test('Combined messages to one recipient keep the order of the items', async () => {
		const { sandbox, n8n } = await setUp();
		await n8n.execute({
			parameters: sending({ to: '={{ $json.to }}', message: '={{ $json.message }}' }),
			items: items(
				{ to: mobile(1), message: 'Hello' },
				{ to: mobile(2), message: 'Part 1' },
				{ to: mobile(2), message: 'Hello' },
			),
		});
		const got = sandbox.history.accepted.filter(({ addresses }) => addresses.includes(mobile(2)));
		expect(got.map(({ message }) => message)).toEqual(['Part 1', 'Hello']);
	});
});

describe('A credential that can’t be used', () => {
	test.each([
		['send', sending()],
		[
			'sendAndWait',
			{ operation: 'sendAndWait', shortCode: offline, to: mobile(0), message: 'Yes?' },
		],
	])(
		'Without a usable credential, the error of %s has data that say that nothing was sent',
		async (_, parameters) => {
			const { sandbox, n8n } = await setUp({}, { baseUrl: 'http://gateway.example.com' });
			const { error } = await n8n.run({ parameters });
			expect(error?.context).toMatchObject({
				data: { kind: 'misconfigured', mayHaveBeenProcessed: false, maybeSent: false },
			});
			const [item] = jsonOf(await n8n.execute({ parameters, onError: 'continueRegularOutput' }));
			expect(item?.error).toMatchObject({ kind: 'misconfigured', maybeSent: false });
			expect(sandbox.history.accepted).toEqual([]);
		},
	);
});
