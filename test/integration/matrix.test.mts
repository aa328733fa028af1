/**
 * Every cell of provider × version × form × letter case, each operation through n8n-core’s own
 * contexts: the dialects differ on the wire and nowhere else.
 */
import { createServer } from 'node:http';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { closeServer, listenLocally } from '../../scripts/lib/localServer.mts';
import { addressForms } from '../../sandbox/settings/forms.mts';
import type { SandboxOptions } from '../../sandbox/types.mts';
import {
	asked,
	jsonOf,
	listen,
	mobile,
	mobiles,
	offline,
	online,
	sending,
	setUp,
	type World,
} from './support.mts';

const providers = ['att', 'oneApi'] as const;
const versions = ['2', '3'] as const;
const forms = ['json', 'xml'] as const;
const nameCases = ['documented', 'other'] as const;

interface Cell {
	provider: (typeof providers)[number];
	version: (typeof versions)[number];
	form: (typeof forms)[number];
	nameCase: (typeof nameCases)[number];
}

const cells: Cell[] = providers.flatMap((provider) =>
	versions.flatMap((version) =>
		forms.flatMap((form) => nameCases.map((nameCase) => ({ provider, version, form, nameCase }))),
	),
);

/** Texts that a careless reader of JSON or XML would change. */
const texts = [
	'Hello',
	'007',
	'1e5',
	'0x1F',
	'true',
	'null',
	' kept to the last blank  ',
	'a < b && c > d; "quoted" & \'single\'',
	'&amp; &#233; &lt;b&gt; <![CDATA[x]]>',
	'é ñ ü € — “quotes” 你好 😀 👩‍👩‍👧 e\u0301',
	'line one\nline two\r\nline three\ttabbed',
	'__proto__',
	'',
];

/** The path of each operation, by provider and version; `{id}` for the message’s. */
const paths = {
	att: {
		'2': {
			send: 'POST /rest/sms/2/messaging/outbox',
			status: 'GET /rest/sms/2/messaging/outbox/{id}',
			inbox: `GET /rest/sms/2/messaging/inbox?RegistrationID=${offline}`,
		},
		'3': {
			send: 'POST /sms/v3/messaging/outbox',
			status: 'GET /sms/v3/messaging/outbox/{id}',
			inbox: `GET /sms/v3/messaging/inbox/${offline}`,
		},
	},
	oneApi: {
		'2': {
			send: `POST /2/smsmessaging/outbound/${online}/requests`,
			status: `GET /2/smsmessaging/outbound/${online}/requests/{id}/deliveryInfos`,
			inbox: `GET /2/smsmessaging/inbound/registrations/${offline}/messages`,
		},
		'3': {
			send: `POST /3/smsmessaging/outbound/${online}/requests`,
			status: `GET /3/smsmessaging/outbound/${online}/requests/{id}/deliveryInfos`,
			inbox: `GET /3/smsmessaging/inbound/registrations/${offline}/messages`,
		},
	},
};

describe.each(cells)('Provider $provider, version $version, $form, $nameCase names', (cell) => {
	const { provider, version, form, nameCase } = cell;
	const path = paths[provider][version];
	const dialect = `${provider}V${version}`;
	const sender: INodeParameters = provider === 'oneApi' ? { senderAddress: online } : {};
	const action = (parameters: INodeParameters): INodeParameters => ({
		provider,
		...sender,
		...parameters,
	});

	const world = async (settings: SandboxOptions = {}): Promise<World> =>
		await setUp(
			{
				responseForm: form,
				nameCase,
				callbackForm: form,
				callbackDialect: provider,
				xmlDeclaration: form === 'xml' && nameCase === 'other',
				...settings,
			},
			{ apiVersion: version },
		);

	/** Asserts that the gateway did write in the cell’s form. */
	const expectForm = ({ sandbox }: World, operation: string) => {
		const written = sandbox.history.wire
			.filter((entry) => entry.operation === operation)
			.map(({ direction, responseBody, requestBody }) =>
				direction === 'in' ? responseBody : requestBody,
			);
		expect(written.length).toBeGreaterThan(0);
		expect(written.filter((body) => body.startsWith('<') !== (form === 'xml'))).toEqual([]);
	};

	test('A message to two recipients is sent', async () => {
		const opened = await world();
		const { sandbox, n8n } = opened;
		const output = await n8n.execute({
			parameters: action(sending({ to: `${mobile(0)}, ${mobile(1)}`, message: 'Hello “you” 😀' })),
		});

		const [accepted, ...others] = sandbox.history.accepted;
		expect(others).toEqual([]);
		expect(accepted).toMatchObject({
			dialect,
			addresses: [mobile(0), mobile(1)],
			message: 'Hello “you” 😀',
			notify: false,
			...(provider === 'oneApi' && { senderAddress: online }),
		});
		expect(output).toEqual([
			[
				{
					json: {
						to: [mobile(0), mobile(1)],
						status: 'accepted',
						message: accepted?.message,
						messageId: accepted?.id,
						segments: 1,
						encoding: 'UCS-2',
						recipients: [mobile(0), mobile(1)],
						notifyDeliveryStatus: false,
						resourceUrl: expect.stringMatching(new RegExp(`^${sandbox.url}/.*/${accepted?.id}$`)),
					},
					pairedItem: { item: 0 },
				},
			],
		]);
		expect(asked(sandbox, 'send')).toEqual([path.send]);
		expectForm(opened, 'send');
	});

	test('A message to one recipient is sent with notification', async () => {
		const { sandbox, n8n } = await world();
		const [json] = jsonOf(
			await n8n.execute({
				parameters: action(sending({ options: { notifyDeliveryStatus: true } })),
			}),
		);
		expect(sandbox.history.accepted).toEqual([
			expect.objectContaining({ dialect, notify: true, addresses: [mobile(0)] }),
		]);
		expect(json).toMatchObject({
			messageId: sandbox.history.accepted[0]?.id,
			notifyDeliveryStatus: true,
		});
	});

	test('The error of a rejected message has AT&T’s words', async () => {
		const { n8n } = await world({ badNumbers: [mobile(0)] });
		const { error } = await n8n.run({ parameters: action(sending()) });
		expect(error?.message).toMatch(
			/SVC0004: No valid addresses provided in the message part address/i,
		);
		expect(error?.context).toMatchObject({ data: { code: 'SVC0004', maybeSent: false } });
	});

	test.each([1, 3])('The status of a message to %i is looked up', async (count) => {
		const opened = await world({ undeliverable: [mobile(1)] });
		const { sandbox, n8n } = opened;
		const to = mobiles(count);
		const [sent] = jsonOf(await n8n.execute({ parameters: action(sending({ to: to.join() })) }));

		const output = await n8n.execute({
			parameters: action({ operation: 'getStatus', messageId: String(sent?.messageId) }),
		});

		expect(jsonOf(output)).toEqual([
			{
				messageId: sent?.messageId,
				deliveries: to.map((number, n) => ({
					to: number,
					status: n === 1 ? 'DeliveryImpossible' : 'DeliveredToTerminal',
					// AT&T’s alone has an id for each recipient.
					...(provider === 'att' && { id: `msg${n}` }),
				})),
				final: true,
			},
		]);
		expect(asked(sandbox, 'status')).toEqual([
			path.status.replace('{id}', String(sent?.messageId)),
		]);
		expectForm(opened, 'status');
	});

	test('The status of one recipient is looked up by the resource URL, final or not', async () => {
		const { sandbox, n8n } = await world({ deliveryDelayMs: 'manual' });
		const [sent] = jsonOf(
			await n8n.execute({ parameters: action(sending({ to: [0, 1].map(mobile).join() })) }),
		);
		sandbox.setStatus(String(sent?.messageId), mobile(1), 'DeliveredToTerminal');
		const ask = async (to: string) =>
			jsonOf(
				await n8n.execute({
					parameters: action({
						operation: 'getStatus',
						messageId: String(sent?.resourceUrl),
						to,
					}),
				}),
			)[0];
		expect(await ask(mobile(0))).toMatchObject({ status: 'DeliveredToNetwork', final: false });
		expect(await ask(mobile(1))).toMatchObject({ status: 'DeliveredToTerminal', final: true });
	});

	/** What the texts must come out as, from mobile(0), mobile(1), … */
	const expectTexts = (received: IDataObject[], to: string) => {
		expect(
			received.map(({ event, message, senderAddress, destinationAddress }) => ({
				event,
				message,
				senderAddress,
				destinationAddress,
			})),
		).toEqual(
			texts.map((message, n) => ({
				event: 'message',
				message,
				senderAddress: mobile(n),
				destinationAddress: to,
			})),
		);
	};

	const textAll = ({ sandbox }: World, to: string) => {
		texts.forEach((message, n) => sandbox.text({ from: mobile(n), to, message }));
	};

	test.each<[string, (opened: World) => Promise<INodeExecutionData[][] | null>]>([
		[
			'Get Inbox',
			async ({ n8n }) =>
				await n8n.execute({ parameters: { operation: 'getInbox', provider, shortCode: offline } }),
		],
		['A poll', async ({ n8n }) => await n8n.poll({ parameters: { provider, shortCode: offline } })],
	])('%s reads all pages, the last one of a single message', async (_, read) => {
		const opened = await world({ inboxPageSize: texts.length - 1 });
		textAll(opened, offline);
		expectTexts(jsonOf(await read(opened)), offline);
		expect(asked(opened.sandbox, 'inbox')).toEqual([path.inbox, path.inbox]);
		expect(await opened.n8n.poll({ parameters: { provider, shortCode: offline } })).toBeNull();
		expectForm(opened, 'inbox');
	});

	test('A poll reads a single element in place of a list', async () => {
		const opened = await world({ singleAsObject: true });
		opened.sandbox.text({ from: mobile(0), to: offline, message: 'only one' });
		const output = await opened.n8n.poll({ parameters: { provider, shortCode: offline } });
		expect(jsonOf(output)).toEqual([
			expect.objectContaining({ message: 'only one', senderAddress: mobile(0) }),
		]);
	});

	test('Messages come by callback', async () => {
		// One at a time, so that they come in order.
		const opened = await world({ callbackConnections: 1 });
		const { sandbox, n8n } = opened;
		const listener = await listen(n8n, { provider, shortCode: online });
		sandbox.setListener(online, { message: listener.url });
		textAll(opened, online);
		await sandbox.until(({ mo }) => mo.every(({ state }) => state === 'acknowledged'));
		expectTexts(
			listener.executions.flatMap((output) => jsonOf(output)),
			online,
		);
		expectForm(opened, 'callback');
		for (const { json } of listener.executions.flat(2)) {
			expect(json.dateTime).not.toBe('');
			expect(json.localDateTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
		}
	});

	test.each(['each', 'together'] as const)(
		'Delivery statuses come by callback: %s',
		async (deliveryNotifications) => {
			const opened = await world({ deliveryNotifications, undeliverable: [mobile(1)] });
			const { sandbox, n8n } = opened;
			const listener = await listen(n8n, { provider, events: ['deliveryStatus'] });
			for (const shortCode of [offline, online]) {
				sandbox.setListener(shortCode, { deliveryStatus: listener.url });
			}
			await n8n.execute({
				parameters: action(
					sending({
						to: [0, 1, 2].map(mobile).join(),
						options: { notifyDeliveryStatus: true },
					}),
				),
			});
			const count = deliveryNotifications === 'each' ? 3 : 1;
			await sandbox.until(
				({ callbacks }) =>
					callbacks.length === count && callbacks.every(({ state }) => state === 'acknowledged'),
			);
			const received = listener.executions.flatMap((output) => jsonOf(output));
			const common = {
				event: 'deliveryStatus',
				messageId: sandbox.history.accepted[0]?.id,
				final: true,
			};
			expect(received.sort((a, b) => String(a.to).localeCompare(String(b.to)))).toEqual([
				{ ...common, to: mobile(0), status: 'DeliveredToTerminal' },
				{ ...common, to: mobile(1), status: 'DeliveryImpossible' },
				{ ...common, to: mobile(2), status: 'DeliveredToTerminal' },
			]);
			expectForm(opened, 'callback');
		},
	);
});

describe('Errors in XML', () => {
	// The node asks for JSON; a gateway that answers XML all the same is understood too.
	test.each(providers)('An error in XML is shown in AT&T’s words: %s', async (provider) => {
		const { sandbox, n8n } = await setUp();
		const body =
			'<requestError><serviceException><messageId>SVC0002</messageId>' +
			'<text>Invalid input value for message part %1 &amp; %2</text>' +
			'<variables>Address</variables><variables>Message</variables>' +
			'</serviceException></requestError>';
		const server = createServer((_, response) => {
			response.writeHead(400, { 'Content-Type': 'application/xml' }).end(body);
		});
		const port = await listenLocally(server);
		n8n.credential = { ...n8n.credential, baseUrl: `http://127.0.0.1:${port}` };
		const { error } = await n8n.run({
			parameters: sending({ provider, ...(provider === 'oneApi' && { senderAddress: online }) }),
		});
		await closeServer(server);
		expect(error?.message).toContain(
			'SVC0002: Invalid input value for message part Address & Message',
		);
		expect(sandbox.history.accepted).toEqual([]);
	});
});

describe('XML as a gateway may write it', () => {
	const callback = (message: string) =>
		`<InboundSmsMessage><DateTime>04-15-2011T12:00:00</DateTime><MessageId/>` +
		`<Message>${message}</Message><SenderAddress>tel:+12065550100</SenderAddress>` +
		`<DestinationAddress>${online}</DestinationAddress></InboundSmsMessage>`;
	const post = async (body: string) => {
		const { n8n } = await setUp();
		return await n8n.webhook({
			parameters: { receiveMode: 'webhook' },
			request: { headers: { 'content-type': 'application/xml' }, body },
		});
	};

	test.each([
		['CDATA', '<![CDATA[a < b && c > d]]>', 'a < b && c > d'],
		['CDATA among text', 'x <![CDATA[<b>]]> y', 'x <b> y'],
		['CDATA of blanks', '<![CDATA[  ]]>', '  '],
		['decimal references', '&#233;&#128512;&#10;', 'é😀\n'],
		['hexadecimal references', '&#xE9;&#x1F600;&#xA;', 'é😀\n'],
		['a reference to a reference', '&amp;#233;', '&#233;'],
		['references twice over', '&amp;amp;lt;', '&amp;lt;'],
		['the five entities', '&lt;&gt;&amp;&quot;&apos;', '<>&"\''],
		['a comment', 'Hel<!-- not this -->lo', 'Hello'],
		['a number', '007', '007'],
		['a number in scientific notation', '1e5', '1e5'],
		['a truth value', 'false', 'false'],
		['blanks', '  kept  ', '  kept  '],
		['nothing', '', ''],
	])('A text that holds %s is read', async (_, written, message) => {
		const { status, workflowData } = await post(callback(written));
		expect(status).toBe(200);
		expect(jsonOf(workflowData)).toEqual([
			expect.objectContaining({ message, senderAddress: '+12065550100' }),
		]);
	});

	test.each([
		['a declaration', `<?xml version="1.0" encoding="UTF-8"?>\n${callback('Hello')}`],
		['indentation', callback('Hello').replaceAll('><', '>\n\t<')],
		[
			'a namespace',
			callback('Hello')
				.replaceAll('</', '</sms:')
				.replace(/<(\w)/g, '<sms:$1')
				.replace('<sms:InboundSmsMessage', '<sms:InboundSmsMessage xmlns:sms="urn:att:sms"'),
		],
		['attributes', callback('Hello').replace('<Message>', '<Message type="text">')],
	])('A callback with %s is read', async (_, body) => {
		const { status, workflowData } = await post(body);
		expect(status).toBe(200);
		expect(jsonOf(workflowData)).toEqual([
			expect.objectContaining({ message: 'Hello', destinationAddress: online }),
		]);
	});

	test.each([
		['an entity of its own', `<!DOCTYPE m [<!ENTITY e "Hello">]>${callback('&e;')}`],
		[
			'an external entity',
			`<!DOCTYPE m [<!ENTITY e SYSTEM "file:///etc/passwd">]>${callback('&e;')}`,
		],
		['a document type', `<!DOCTYPE m SYSTEM "http://127.0.0.1:1/m.dtd">${callback('Hello')}`],
	])('A callback with %s starts nothing', async (_, body) => {
		const { status, body: answer, workflowData } = await post(body);
		expect(status).toBeGreaterThanOrEqual(400);
		expect(answer).not.toContain('root:');
		expect(workflowData).toBeUndefined();
	});

	test.each(['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString'])(
		'An element named %s does no harm',
		async (name) => {
			const { workflowData } = await post(
				callback('Hello').replace('<MessageId/>', `<${name}><polluted>yes</polluted></${name}>`),
			);
			expect(({} as Record<string, unknown>).polluted).toBeUndefined();
			for (const json of jsonOf(workflowData)) {
				expect(json).toMatchObject({ message: 'Hello', senderAddress: '+12065550100' });
				expect((json as Record<string, unknown>).polluted).toBeUndefined();
			}
		},
	);
});

describe('Addresses', () => {
	test.each(addressForms)(
		'Addresses written as %s are read the same in an inbox and a status',
		async (form) => {
			const { sandbox, n8n } = await setUp({ inboxAddressForm: form, statusAddressForm: form });
			sandbox.text({ from: mobile(7), to: offline, message: 'from a mobile' });
			sandbox.text({ from: '52345', to: offline, message: 'from a short code' });
			const received = jsonOf(await n8n.poll({ parameters: { shortCode: offline } }));
			expect(received.map(({ senderAddress }) => senderAddress)).toEqual([mobile(7), '52345']);

			const [sent] = jsonOf(await n8n.execute({ parameters: sending({ to: mobile(7) }) }));
			const [status] = jsonOf(
				await n8n.execute({
					parameters: {
						operation: 'getStatus',
						messageId: String(sent?.messageId),
						to: mobile(7),
					},
				}),
			);
			expect(status).toMatchObject({ to: mobile(7), status: 'DeliveredToTerminal' });
		},
	);
});
