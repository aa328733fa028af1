import type { INodeParameters } from 'n8n-workflow';
import {
	asked,
	expectNow,
	inboxFields,
	items,
	jsonOf,
	mobile,
	newApp,
	offline,
	online,
	setUp,
} from './support.mts';

const reading = (parameters: INodeParameters = {}): INodeParameters => ({
	operation: 'getInbox',
	shortCode: offline,
	...parameters,
});

describe('Get Inbox', () => {
	test('A message that was read is no longer in the inbox', async () => {
		const { sandbox, n8n } = await setUp();
		sandbox.text({ from: mobile(0), to: offline, message: ' Hello,  world ' });
		const output = await n8n.execute({ parameters: reading() });
		expect(output).toEqual([
			[
				{
					json: expect.objectContaining({
						event: 'message',
						messageId: 'msg0',
						message: ' Hello,  world ',
						senderAddress: mobile(0),
						destinationAddress: offline,
					}),
					pairedItem: { item: 0 },
				},
			],
		]);
		expect(sandbox.history.mo.map(({ state }) => state)).toEqual(['read']);
		expect(jsonOf(await n8n.execute({ parameters: reading() }))).toEqual([]);
	});

	test('The fields of a message come out in the order of need, without those that AT&T leaves empty', async () => {
		const { sandbox, n8n } = await setUp();
		const before = Date.now();
		sandbox.text({ from: mobile(0), to: offline, message: 'Hello' });
		const [json = {}] = jsonOf(await n8n.execute({ parameters: reading() }));
		expect(Object.keys(json)).toEqual(inboxFields);
		expectNow(json.receivedAt, before);
	});

	test('All pages are read, in order', async () => {
		const { sandbox, n8n } = await setUp({ inboxPageSize: 10 });
		const texts = Array.from({ length: 35 }, (_, n) => `Text ${n}`);
		for (const message of texts) sandbox.text({ from: mobile(0), to: offline, message });
		const output = await n8n.execute({ parameters: reading() });
		expect(jsonOf(output).map(({ message }) => message)).toEqual(texts);
		expect(sandbox.history.inboxReads).toHaveLength(4);
	});

	test.each([
		[1, 10, 1],
		[10, 10, 1],
		[11, 20, 2],
		[35, 35, 4],
		[1000, 35, 4],
	])(
		'A limit of %i gives %i messages: none that was read is dropped',
		async (limit, given, reads) => {
			const { sandbox, n8n } = await setUp({ inboxPageSize: 10 });
			for (let n = 0; n < 35; n++) {
				sandbox.text({ from: mobile(n), to: offline, message: `Text ${n}` });
			}
			const output = await n8n.execute({ parameters: reading({ options: { limit } }) });

			expect(jsonOf(output)).toHaveLength(given);
			expect(sandbox.history.inboxReads).toHaveLength(reads);
			// Nothing is lost: the rest still waits.
			const rest = jsonOf(await n8n.execute({ parameters: reading() }));
			expect([...jsonOf(output), ...rest].map(({ message }) => message)).toEqual(
				sandbox.history.mo.map(({ message }) => message),
			);
		},
	);

	test('Without Simplify, items are the gateway’s own objects', async () => {
		const { sandbox, n8n } = await setUp();
		sandbox.text({ from: mobile(0), to: offline, message: 'Hello' });
		const output = await n8n.execute({ parameters: reading({ options: { simplify: false } }) });
		expect(jsonOf(output)).toEqual([
			{ MessageId: 'msg0', Message: 'Hello', SenderAddress: 'tel:2065550100' },
		]);
	});

	test('Each item reads its inbox, and each message is paired with the item that read it', async () => {
		const app = {
			...newApp(),
			shortCodes: [
				{ shortCode: '22627000', mode: 'offline' as const },
				{ shortCode: '22627001', mode: 'offline' as const },
			],
		};
		const { sandbox, n8n } = await setUp({ apps: [app] });
		sandbox.text({ from: mobile(0), to: '22627001', message: 'to the second' });
		sandbox.text({ from: mobile(1), to: '22627000', message: 'to the first' });
		sandbox.text({ from: mobile(2), to: '22627001', message: 'to the second too' });
		const output = await n8n.execute({
			items: items({ code: '22627000' }, { code: '22627001' }),
			parameters: reading({ shortCode: '={{ $json.code }}' }),
		});
		expect(
			output[0]?.map(({ json, pairedItem }) => [json.message, json.destinationAddress, pairedItem]),
		).toEqual([
			['to the first', '22627000', { item: 0 }],
			['to the second', '22627001', { item: 1 }],
			['to the second too', '22627001', { item: 1 }],
		]);
	});

	test.each([
		['2', 'GET /rest/sms/2/messaging/inbox?RegistrationID=22627000'],
		['3', 'GET /sms/v3/messaging/inbox/22627000'],
	])('In version %s, a short code is read in any form', async (apiVersion, request) => {
		const { sandbox, n8n } = await setUp({}, { apiVersion });
		// Written into the field, `short:` is marked there; an expression may well bring it along.
		await n8n.execute({ parameters: reading({ shortCode: `={{ " short:${offline} " }}` }) });
		expect(asked(sandbox, 'inbox')).toEqual([request]);
	});

	describe('A short code that can’t be read', () => {
		test.each([
			['', 'Short Code: the field is empty', 0],
			['hello', '"hello" is not a short code', 0],
			['123456789', '"123•••789" is not a short code', 0],
			[online, 'SVC0002', 1],
			['99999', 'POL0002', 1],
		])('The error of the short code “%s” says why', async (code, words, requests) => {
			const { sandbox, n8n } = await setUp();
			const { error } = await n8n.run({
				items: items({ code }),
				parameters: reading({ shortCode: '={{ $json.code }}' }),
			});
			expect(error?.message).toContain(words);
			expect(error?.context).toMatchObject({ itemIndex: 0 });
			expect(asked(sandbox, 'inbox')).toHaveLength(requests);
		});

		test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
			'%s gives an error item for the short code, and the messages of the others',
			async (onError) => {
				const { sandbox, n8n } = await setUp();
				sandbox.text({ from: mobile(0), to: offline, message: 'Hello' });
				const output = await n8n.execute({
					items: items({ code: 'hello' }, { code: offline }, { code: '99999' }),
					parameters: reading({ shortCode: '={{ $json.code }}' }),
					onError,
				});
				const all = output.flat().sort((a, b) => {
					const [first, second] = [a, b].map(
						({ pairedItem }) => (pairedItem as { item: number }).item,
					);
					return (first ?? 0) - (second ?? 0);
				});
				expect(all.map(({ json }) => json)).toEqual([
					expect.objectContaining({
						error: expect.objectContaining({
							message: expect.stringContaining('is not a short code'),
						}),
					}),
					expect.objectContaining({ message: 'Hello' }),
					expect.objectContaining({ error: expect.objectContaining({ code: 'POL0002' }) }),
				]);
			},
		);

		test('A short code that fails doesn’t lose the messages that an earlier item read', async () => {
			const { sandbox, n8n } = await setUp();
			sandbox.text({ from: mobile(0), to: offline, message: 'Hello' });
			const { output } = await n8n.run({
				items: items({ code: offline }, { code: '99999' }),
				parameters: reading({ shortCode: '={{ $json.code }}' }),
			});
			expect(jsonOf(output)[0]).toMatchObject({ message: 'Hello' });
			expect(jsonOf(output)[1]).toMatchObject({ error: { code: 'POL0002' } });
		});
	});
});
