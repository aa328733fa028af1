import type { IDataObject, INodeParameters } from 'n8n-workflow';
import {
	asked,
	items,
	jsonOf,
	mobile,
	mobiles,
	offline,
	online,
	openSandbox,
	sending,
	setUp,
	type World,
} from './support.mts';

const asking = (parameters: INodeParameters = {}): INodeParameters => ({
	operation: 'getStatus',
	...parameters,
});

const oneApi = { provider: 'oneApi', senderAddress: offline };

/** Sends to mobile(0), mobile(1), … and gives what Send put out. */
const sendTo = async ({ n8n }: World, count: number, parameters: INodeParameters = {}) => {
	const to = mobiles(count).join(', ');
	const [json] = jsonOf(await n8n.execute({ parameters: sending({ to, ...parameters }) }));
	return json as { messageId: string; resourceUrl: string };
};

describe('The status of a message', () => {
	test('The status of a message lists all its recipients', async () => {
		const world = await setUp({ undeliverable: [mobile(1)] });
		const { messageId } = await sendTo(world, 3);
		const output = await world.n8n.execute({ parameters: asking({ messageId }) });
		expect(output).toEqual([
			[
				{
					json: {
						messageId,
						deliveries: [
							{ to: mobile(0), status: 'DeliveredToTerminal', id: 'msg0' },
							{ to: mobile(1), status: 'DeliveryImpossible', id: 'msg1' },
							{ to: mobile(2), status: 'DeliveredToTerminal', id: 'msg2' },
						],
						final: true,
					},
					pairedItem: { item: 0 },
				},
			],
		]);
	});

	test.each([
		['206-555-0101', 'DeliveryImpossible'],
		['+12065550102', 'DeliveredToTerminal'],
	])('A look-up for one recipient alone, %s, has its status on top', async (to, status) => {
		const world = await setUp({ undeliverable: [mobile(1)] });
		const { messageId } = await sendTo(world, 3);
		const [json] = jsonOf(await world.n8n.execute({ parameters: asking({ messageId, to }) }));
		expect(json).toMatchObject({ messageId, status, final: true });
		expect(json?.to).toBe(`+1${to.replace(/^\+1|-/g, '')}`);
		// AT&T returns a final status once: those of the others are in the output too.
		expect((json?.deliveries as IDataObject[]).map((delivery) => delivery.to)).toEqual([
			mobile(0),
			mobile(1),
			mobile(2),
		]);
	});

	test('A look-up for a number that the message wasn’t sent to has no status', async () => {
		const world = await setUp();
		const { messageId } = await sendTo(world, 1);
		const to = mobile(50);
		const [json] = jsonOf(await world.n8n.execute({ parameters: asking({ messageId, to }) }));
		expect(json).toMatchObject({ messageId, to, status: null, final: false });
		expect(json?.deliveries).toEqual([expect.objectContaining({ to: mobile(0) })]);
	});

	test('A status is final once each recipient’s is, and then AT&T no longer has it', async () => {
		const world = await setUp({ deliveryDelayMs: 'manual' });
		const { sandbox, n8n } = world;
		const { messageId } = await sendTo(world, 2);
		const ask = async () =>
			jsonOf(await n8n.execute({ parameters: asking({ messageId }) }))[0] as IDataObject;

		expect(await ask()).toMatchObject({
			deliveries: [
				{ to: mobile(0), status: 'DeliveredToNetwork' },
				{ to: mobile(1), status: 'DeliveredToNetwork' },
			],
			final: false,
		});
		sandbox.setStatus(messageId, mobile(1), 'DeliveredToTerminal');
		expect(await ask()).toMatchObject({ final: false });
		sandbox.setStatus(messageId, mobile(0), 'DeliveryImpossible');
		expect(await ask()).toMatchObject({ final: true });

		const { error } = await n8n.run({ parameters: asking({ messageId }) });
		expect(error?.message).toContain('SVC0002: Invalid input value for message part messageId');
		expect(error?.context).toMatchObject({ itemIndex: 0, data: { httpStatus: 404 } });
	});

	test.each(['DeliveryUncertain', 'MessageWaiting'] as const)(
		'The status %s of OneAPI stays as it is, and isn’t final',
		async (status) => {
			const world = await setUp({ deliveryDelayMs: 'manual' });
			const { messageId } = await sendTo(world, 1, oneApi);
			world.sandbox.setStatus(messageId, null, status);
			const output = await world.n8n.execute({ parameters: asking({ messageId, ...oneApi }) });
			expect(jsonOf(output)).toEqual([
				{ messageId, deliveries: [{ to: mobile(0), status }], final: false },
			]);
		},
	);

	test('Without Simplify, the status is the gateway’s own object', async () => {
		const world = await setUp();
		const { messageId } = await sendTo(world, 1);
		const options = { simplify: false };
		const output = await world.n8n.execute({ parameters: asking({ messageId, options }) });
		expect(jsonOf(output)).toEqual([
			{
				DeliveryInfoList: {
					DeliveryInfo: [
						{ Id: 'msg0', Address: '2065550100', DeliveryStatus: 'DeliveredToTerminal' },
					],
					ResourceUrl: expect.stringContaining(messageId),
				},
			},
		]);
	});

	test('The status of another app’s message is rejected in AT&T’s words', async () => {
		const world = await setUp();
		const { messageId } = await sendTo(world, 1);
		const { appKey, ...rest } = world.sandbox.apps[0] ?? { appKey: '', appSecret: '' };
		const sandbox = await openSandbox({
			apps: [
				{
					...rest,
					appKey: `${appKey}-other`,
					shortCodes: [{ shortCode: '33333', mode: 'offline' }],
				},
				{ appKey, ...rest },
			],
			messageIds: [messageId],
		});
		// Sent by the first app, asked for by the second.
		world.n8n.credential = {
			...world.n8n.credential,
			baseUrl: sandbox.url,
			appKey: `${appKey}-other`,
		};
		await sendTo(world, 1);
		world.n8n.credential = { ...world.n8n.credential, appKey };

		const { error } = await world.n8n.run({ parameters: asking({ messageId }) });
		expect(error?.message).toContain('AT&T rejected the request: POL0002');
		expect(error?.description).toContain('belongs to another app');
		expect(error?.context).toMatchObject({ data: { code: 'POL0002', httpStatus: 403 } });
	});

	test('The status of a message that was sent with notification can’t be looked up', async () => {
		const world = await setUp();
		const { messageId } = await sendTo(world, 1, { options: { notifyDeliveryStatus: true } });
		const { error } = await world.n8n.run({ parameters: asking({ messageId }) });
		expect(error?.context).toMatchObject({ data: { httpStatus: 404 } });
	});
});

describe('The message of a look-up', () => {
	test('A message can be given by its resource URL too', async () => {
		const world = await setUp();
		const { messageId, resourceUrl } = await sendTo(world, 1);
		const output = await world.n8n.execute({ parameters: asking({ messageId: resourceUrl }) });
		expect(jsonOf(output)).toEqual([expect.objectContaining({ messageId, final: true })]);
		expect(asked(world.sandbox, 'status')).toEqual([
			`GET /rest/sms/2/messaging/outbox/${messageId}`,
		]);
	});

	test('A OneAPI message given by its resource URL is looked up where that points', async () => {
		const world = await setUp();
		const { messageId, resourceUrl } = await sendTo(world, 1, oneApi);
		expect(resourceUrl).toContain(`/outbound/${offline}/requests/${messageId}`);
		const output = await world.n8n.execute({
			parameters: asking({ messageId: resourceUrl, ...oneApi }),
		});
		expect(jsonOf(output)).toEqual([expect.objectContaining({ messageId, final: true })]);
		expect(asked(world.sandbox, 'status')).toEqual([
			`GET /2/smsmessaging/outbound/${offline}/requests/${messageId}/deliveryInfos`,
		]);
	});

	test('A OneAPI message is looked up where a resource URL in another form points', async () => {
		const world = await setUp();
		const { messageId } = await sendTo(world, 1, oneApi);
		// The form that AT&T’s page prints in its example, and nothing else documents.
		const resourceUrl = `${world.sandbox.url}/2/smsmessaging/outbound/${offline}/${messageId}`;
		world.sandbox.configure({ oneApiStatusPaths: ['example'] });
		const output = await world.n8n.execute({
			parameters: asking({ messageId: resourceUrl, ...oneApi }),
		});
		expect(jsonOf(output)).toEqual([expect.objectContaining({ messageId, final: true })]);
		expect(asked(world.sandbox, 'status')).toHaveLength(1);
	});

	test('A OneAPI message is looked up at the gateway, though its resource URL begins with http://', async () => {
		const world = await setUp({ resourceUrlBase: 'http://api.att.com' });
		const { messageId, resourceUrl } = await sendTo(world, 1, oneApi);
		expect(resourceUrl).toMatch(/^http:\/\/api\.att\.com\//);
		const output = await world.n8n.execute({
			parameters: asking({ messageId: resourceUrl, ...oneApi }),
		});
		expect(jsonOf(output)).toEqual([expect.objectContaining({ messageId, final: true })]);
	});

	test.each(['standard', 'att'] as const)(
		'A OneAPI message given by its id is found at the %s path',
		async (path) => {
			const world = await setUp({ oneApiStatusPaths: [path] });
			const { messageId } = await sendTo(world, 1, oneApi);
			const output = await world.n8n.execute({ parameters: asking({ messageId, ...oneApi }) });
			expect(jsonOf(output)).toEqual([expect.objectContaining({ messageId, final: true })]);
		},
	);

	test('A OneAPI message that is at neither path isn’t found, and both were tried', async () => {
		const world = await setUp();
		const parameters = asking({ messageId: 'SMSunknown', ...oneApi });
		const { error } = await world.n8n.run({ parameters });
		expect(error?.context).toMatchObject({ data: { httpStatus: 404 } });
		expect(asked(world.sandbox, 'status')).toEqual([
			`GET /2/smsmessaging/outbound/${offline}/requests/SMSunknown/deliveryInfos`,
			`GET /2/smsmessaging/outbound/requests/${offline}/SMSunknown/deliveryInfos`,
		]);
	});

	test('After a 502 at the first path, a OneAPI message is looked up at the second', async () => {
		const world = await setUp({ oneApiStatusPaths: ['att'] });
		const { messageId } = await sendTo(world, 1, oneApi);
		world.sandbox.fault({ on: 'status', kind: '502' });
		const output = await world.n8n.execute({ parameters: asking({ messageId, ...oneApi }) });
		expect(jsonOf(output)).toEqual([expect.objectContaining({ messageId, final: true })]);
	});

	test('After a 502 and then a 404 at each path, the error of a OneAPI message is the 502', async () => {
		const world = await setUp();
		world.sandbox.fault({ on: 'status', kind: '502' });
		const parameters = asking({ messageId: 'SMSunknown', ...oneApi });
		const { error } = await world.n8n.run({ parameters });
		expect(error?.context).toMatchObject({ data: { httpStatus: 502 } });
		expect(asked(world.sandbox, 'status')).toHaveLength(3);
	});

	test('A OneAPI message is looked up at one path only if the response isn’t a 404', async () => {
		const world = await setUp();
		world.sandbox.fault({ on: 'status', kind: '500' });
		const parameters = asking({ messageId: 'SMSunknown', ...oneApi });
		await world.n8n.run({ parameters });
		expect(asked(world.sandbox, 'status')).toHaveLength(1);
	});

	test('A message id that looks like a path doesn’t reach another path', async () => {
		const world = await setUp();
		const messageId = '../inbox?RegistrationID=22627000';
		const { error } = await world.n8n.run({ parameters: asking({ messageId }) });
		expect(error).toBeDefined();
		expect(world.sandbox.history.inboxReads).toEqual([]);
	});

	test('The error of an empty message id says why there may be none', async () => {
		const { sandbox, n8n } = await setUp();
		const { error } = await n8n.run({
			items: items({ messageId: ' ' }),
			parameters: asking({ messageId: '={{ $json.messageId }}' }),
		});
		expect(error?.message).toContain('Message ID: the field is empty');
		expect(error?.message).toContain('Notify Delivery Status');
		expect(error?.context).toMatchObject({ itemIndex: 0 });
		expect(asked(sandbox, 'status')).toEqual([]);
	});
});

describe('Many items', () => {
	const perItem = asking({ messageId: '={{ $json.messageId }}', to: '={{ $json.to }}' });

	test('Items of one message share one look-up, and each gets its recipient’s status', async () => {
		const world = await setUp();
		const sent = jsonOf(
			await world.n8n.execute({
				items: items({ to: mobile(0) }, { to: mobile(1) }, { to: mobile(2) }),
				parameters: sending({ to: '={{ $json.to }}' }),
			}),
		);
		expect(new Set(sent.map(({ messageId }) => messageId)).size).toBe(1);

		const output = await world.n8n.execute({ items: items(...sent), parameters: perItem });

		expect(asked(world.sandbox, 'status')).toHaveLength(1);
		expect(output[0]?.map(({ json, pairedItem }) => [json.to, json.status, pairedItem])).toEqual([
			[mobile(0), 'DeliveredToTerminal', { item: 0 }],
			[mobile(1), 'DeliveredToTerminal', { item: 1 }],
			[mobile(2), 'DeliveredToTerminal', { item: 2 }],
		]);
	});

	test('Items that give one message by id and by resource URL share one look-up', async () => {
		const world = await setUp();
		const { messageId, resourceUrl } = await sendTo(world, 1);
		const output = await world.n8n.execute({
			items: items({ messageId, to: '' }, { messageId: resourceUrl, to: '' }),
			parameters: perItem,
		});
		expect(asked(world.sandbox, 'status')).toHaveLength(1);
		expect(jsonOf(output)).toEqual([
			expect.objectContaining({ messageId, final: true }),
			expect.objectContaining({ messageId, final: true }),
		]);
	});

	test('Items that give one OneAPI message by id and by resource URL are looked up where that points', async () => {
		const world = await setUp();
		const { messageId } = await sendTo(world, 1, oneApi);
		const resourceUrl = `${world.sandbox.url}/2/smsmessaging/outbound/${offline}/${messageId}`;
		world.sandbox.configure({ oneApiStatusPaths: ['example'] });
		const output = await world.n8n.execute({
			items: items({ messageId: resourceUrl, to: '' }, { messageId, to: '' }),
			parameters: { ...perItem, ...oneApi },
		});
		expect(jsonOf(output)).toEqual([
			expect.objectContaining({ messageId, final: true }),
			expect.objectContaining({ messageId, final: true }),
		]);
	});

	test('Items of different short codes share no look-up', async () => {
		const world = await setUp();
		const first = await sendTo(world, 1, oneApi);
		const second = await sendTo(world, 1, { ...oneApi, senderAddress: online });
		const output = await world.n8n.execute({
			items: items(
				{ messageId: first.messageId, from: offline },
				{ messageId: second.messageId, from: online },
			),
			parameters: asking({
				messageId: '={{ $json.messageId }}',
				provider: 'oneApi',
				senderAddress: '={{ $json.from }}',
			}),
		});
		expect(jsonOf(output).map(({ final }) => final)).toEqual([true, true]);
		expect(asked(world.sandbox, 'status')).toHaveLength(2);
	});

	test('Items come out in their own order, whichever is answered first', async () => {
		const world = await setUp();
		const sent = jsonOf(
			await world.n8n.execute({
				items: items(...Array.from({ length: 15 }, (_, n) => ({ to: mobile(n), n }))),
				parameters: sending({ to: '={{ $json.to }}', message: '={{ "Text " + $json.n }}' }),
			}),
		);
		world.sandbox.fault({ on: 'status', kind: 'slowBody', times: 3, bytesPerChunk: 8, everyMs: 5 });
		const output = await world.n8n.execute({ items: items(...sent), parameters: perItem });
		expect(jsonOf(output).map(({ messageId }) => messageId)).toEqual(
			sent.map(({ messageId }) => messageId),
		);
		expect(asked(world.sandbox, 'status')).toHaveLength(15);
	});

	describe('One item fails', () => {
		const withBad = async (bad: IDataObject) => {
			const world = await setUp();
			const { messageId } = await sendTo(world, 1);
			return {
				...world,
				given: items({ messageId, to: '' }, { messageId: 'SMSunknown', to: '', ...bad }),
				messageId,
			};
		};

		test.each<[string, IDataObject, string]>([
			['unknown to AT&T', {}, 'SVC0002'],
			['without an id', { messageId: '' }, 'Message ID: the field is empty'],
			[
				'for two numbers',
				{ to: `${mobile(0)}, ${mobile(1)}` },
				'To: only one number is allowed here',
			],
			['for no number', { to: 'nobody' }, 'is not a phone number'],
		])('The item, %s, becomes an error item, and the other is answered', async (_, bad, words) => {
			const { n8n, given, messageId } = await withBad(bad);
			const output = await n8n.execute({
				items: given,
				parameters: perItem,
				onError: 'continueRegularOutput',
			});
			expect(output).toEqual([
				[
					{ json: expect.objectContaining({ messageId, final: true }), pairedItem: { item: 0 } },
					{
						json: {
							...(bad.to !== undefined && { to: bad.to }),
							messageId: bad.messageId ?? 'SMSunknown',
							status: 'failed',
							error: expect.objectContaining({ message: expect.stringContaining(words) }),
						},
						pairedItem: { item: 1 },
					},
				],
			]);
		});

		test('The item that fails goes to the error output, and the other is answered', async () => {
			const { n8n, given, messageId } = await withBad({});
			const output = await n8n.execute({
				items: given,
				parameters: perItem,
				onError: 'continueErrorOutput',
			});
			expect(jsonOf(output, 0)).toEqual([expect.objectContaining({ messageId, final: true })]);
			expect(jsonOf(output, 1)).toEqual([
				expect.objectContaining({
					messageId: 'SMSunknown',
					error: expect.objectContaining({ code: 'SVC0002', httpStatus: 404 }),
				}),
			]);
		});

		test('The item that fails stops the run, and the error holds the final status that AT&T no longer has', async () => {
			const { n8n, given, messageId } = await withBad({});
			const { error } = await n8n.run({ items: given, parameters: perItem });
			expect(error?.context).toMatchObject({
				itemIndex: 1,
				data: { found: [expect.objectContaining({ messageId, final: true })] },
			});
		});
	});
});
