import type { IDataObject, OnError } from 'n8n-workflow';
import type { AcceptedMessage, Sandbox } from '../../sandbox/types.mts';
import {
	asked,
	items,
	jsonOf,
	mobile,
	mobiles,
	offline,
	online,
	sending,
	setUp,
	type World,
} from './support.mts';

const acceptedOne = ({ history }: Sandbox): AcceptedMessage => {
	expect(history.accepted).toHaveLength(1);
	return history.accepted[0] as AcceptedMessage;
};

describe('One message', () => {
	test('A message is sent, and its item has the id and the URL to look it up by', async () => {
		const { sandbox, n8n } = await setUp();
		const output = await n8n.execute({ parameters: sending({ to: '(206) 555-0100' }) });

		const { id, ...accepted } = acceptedOne(sandbox);
		expect(accepted).toMatchObject({
			dialect: 'attV2',
			addresses: ['+12065550100'],
			message: 'Hello',
			notify: false,
			clientSaw: 'answered',
		});
		expect(output).toEqual([
			[
				{
					json: {
						to: '+12065550100',
						status: 'accepted',
						message: 'Hello',
						messageId: id,
						segments: 1,
						encoding: 'GSM-7',
						recipients: ['+12065550100'],
						notifyDeliveryStatus: false,
						resourceUrl: `${sandbox.url}/rest/sms/2/messaging/outbox/${id}`,
					},
					pairedItem: { item: 0 },
				},
			],
		]);
	});

	test('Without Simplify, the item is the gateway’s own object', async () => {
		const { sandbox, n8n } = await setUp();
		const output = await n8n.execute({ parameters: sending({ options: { simplify: false } }) });
		const { id } = acceptedOne(sandbox);
		expect(jsonOf(output)).toEqual([
			{
				Id: id,
				ResourceReference: { ResourceUrl: `${sandbox.url}/rest/sms/2/messaging/outbox/${id}` },
			},
		]);
	});

	test('A message can ask for notification of its delivery', async () => {
		const { sandbox, n8n } = await setUp();
		const output = await n8n.execute({
			parameters: sending({ options: { notifyDeliveryStatus: true } }),
		});
		const { id, notify } = acceptedOne(sandbox);
		expect(notify).toBe(true);
		expect(jsonOf(output)[0]).toMatchObject({ messageId: id, notifyDeliveryStatus: true });
	});

	test('A message with notification is sent though the response has no id', async () => {
		const { sandbox, n8n } = await setUp({ notifyResponseHasId: false });
		const output = await n8n.execute({
			parameters: sending({ options: { notifyDeliveryStatus: true } }),
		});
		expect(acceptedOne(sandbox).notify).toBe(true);
		expect(jsonOf(output)[0]).toMatchObject({ messageId: '', notifyDeliveryStatus: true });
	});

	test('A message goes out in UTF-8, whatever it holds', async () => {
		const { sandbox, n8n } = await setUp();
		const message = '  Grüße, "Zoë" \\ 你好 👩‍👩‍👧 \u0007\r\n\t<b>&amp;</b> {{ }} ';
		await n8n.execute({
			items: items({ message }),
			parameters: sending({ message: '={{ $json.message }}' }),
		});
		expect(acceptedOne(sandbox).message).toBe(message);
	});
});

describe('Encoding and segments', () => {
	test.each([
		['plain', 'Hello', 'GSM-7', 1],
		['a full single segment', 'a'.repeat(160), 'GSM-7', 1],
		['one character more', 'a'.repeat(161), 'GSM-7', 2],
		['two full segments of 153', 'a'.repeat(306), 'GSM-7', 2],
		['the GSM alphabet’s letters', 'àèéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉÄÖÑÜ§äöñü', 'GSM-7', 1],
		['the extension table, two septets each', '€'.repeat(80), 'GSM-7', 1],
		['the extension table over a segment', '€'.repeat(81), 'GSM-7', 2],
		['an escape that must not be cut in two', 'a'.repeat(152) + '€' + 'a'.repeat(153), 'GSM-7', 3],
		['Latin-1 that GSM-7 doesn’t have', 'ça, là, â', 'Latin-1', 1],
		['Latin-1 of 140', 'â'.repeat(140), 'Latin-1', 1],
		['Latin-1 of 141', 'â'.repeat(141), 'Latin-1', 2],
		['other scripts', '你好', 'UCS-2', 1],
		['UCS-2 of 70', '你'.repeat(70), 'UCS-2', 1],
		['UCS-2 of 71', '你'.repeat(71), 'UCS-2', 2],
		['emoji, two code units each', '😀'.repeat(35), 'UCS-2', 1],
		['one emoji more', '😀'.repeat(36), 'UCS-2', 2],
		['a combining mark, a unit of its own', 'e\u0301'.repeat(35), 'UCS-2', 1],
		['one combining mark more', 'e\u0301'.repeat(36), 'UCS-2', 2],
	])(
		'The encoding and the segments of a message are counted: %s',
		async (_, message, encoding, segments) => {
			const { n8n } = await setUp();
			const output = await n8n.execute({
				items: items({ message }),
				parameters: sending({ message: '={{ $json.message }}' }),
			});
			expect(jsonOf(output)).toEqual([expect.objectContaining({ encoding, segments })]);
		},
	);
});

describe('Typography', () => {
	const sendText = async (message: string, options: IDataObject) => {
		const { sandbox, n8n } = await setUp();
		const output = await n8n.execute({
			items: items({ message }),
			parameters: sending({ message: '={{ $json.message }}', options: options as never }),
		});
		return { sent: acceptedOne(sandbox).message, json: jsonOf(output)[0] };
	};
	const smart = { smartEncoding: true };

	test.each([
		['“Hello” – it’s me…', '"Hello" - it\'s me...'],
		['‘single’ „low“ «both»', null],
		['a\u00a0no-break\u2009thin\u3000wide blank', 'a no-break thin wide blank'],
		['em — dash', 'em - dash'],
	])('Smart Encoding replaces typography with plain characters: %s', async (message, plain) => {
		const { sent, json } = await sendText(message, smart);
		if (plain === null) expect(sent).toMatch(/^[ -~]+$/);
		else expect(sent).toBe(plain);
		expect(json).toMatchObject({ encoding: 'GSM-7', segments: 1 });
	});

	test('Smart Encoding takes a message from three segments to one', async () => {
		const message = `“${'a'.repeat(158)}”`;
		expect((await sendText(message, {})).json).toMatchObject({ encoding: 'UCS-2', segments: 3 });
		expect((await sendText(message, smart)).json).toMatchObject({ encoding: 'GSM-7', segments: 1 });
	});

	test('Without Smart Encoding, a message is sent as it is', async () => {
		const message = '“Hello” – it’s me…';
		const { sent, json } = await sendText(message, {});
		expect(sent).toBe(message);
		expect(json).toMatchObject({ encoding: 'UCS-2' });
	});

	test.each([
		['an emoji', '“Hello” 😀'],
		['another script', '“你好”'],
		['a letter that GSM-7 doesn’t have', '“ça va”'],
		['nothing to replace', 'Hello, "you" - there'],
	])('Smart Encoding leaves a message with %s as it is', async (_, message) => {
		expect((await sendText(message, smart)).sent).toBe(message);
	});
});

describe('Recipients', () => {
	test.each([
		'2065550100',
		'206-555-0100',
		'206.555.0100',
		'(206) 555-0100',
		'206 555 0100',
		'1-206-555-0100',
		'12065550100',
		'+12065550100',
		'+1 (206) 555-0100',
		'tel:+12065550100',
		'tel:2065550100',
		'tel%3A%2B12065550100',
		'  206-555-0100  ',
	])('A recipient written “%s” is read', async (to) => {
		const { sandbox, n8n } = await setUp();
		const output = await n8n.execute({ parameters: sending({ to }) });
		expect(acceptedOne(sandbox).addresses).toEqual(['+12065550100']);
		expect(jsonOf(output)[0]).toMatchObject({ to: '+12065550100' });
	});

	const three = ['+12065550100', '+12065550101', '+12065550102'];

	test.each<[string, string, unknown]>([
		['commas', '206-555-0100, (206) 555-0101,+12065550102', {}],
		['semicolons', '206-555-0100;2065550101 ; 2065550102;', {}],
		['new lines', '206-555-0100\n2065550101\r\n\n2065550102\n', {}],
		['an array', '={{ $json.to }}', ['2065550100', '206-555-0101', '+12065550102']],
		['an array of numbers', '={{ $json.to }}', [2065550100, 2065550101, 12065550102]],
		['lists in an array', '={{ $json.to }}', ['2065550100, 2065550101', ['2065550102'], null, '']],
		['an array made by the expression', '={{ $json.to.split("|") }}', `${three.join('|')}`],
	])('Several recipients, given by %s, get the message in one request', async (_, to, given) => {
		const { sandbox, n8n } = await setUp();
		const output = await n8n.execute({
			items: items({ to: given } as IDataObject),
			parameters: sending({ to }),
		});
		expect(acceptedOne(sandbox).addresses).toEqual(three);
		expect(jsonOf(output)).toEqual([
			expect.objectContaining({ to: three, messageId: acceptedOne(sandbox).id }),
		]);
	});

	test('An expression may give a recipient as a number', async () => {
		const { sandbox, n8n } = await setUp();
		await n8n.execute({
			items: items({ to: 2065550100 }),
			parameters: sending({ to: '={{ $json.to }}' }),
		});
		expect(acceptedOne(sandbox).addresses).toEqual(['+12065550100']);
	});

	test('A recipient named twice in an item gets the message once', async () => {
		const { sandbox, n8n } = await setUp();
		const output = await n8n.execute({
			parameters: sending({ to: '206-555-0100, +12065550101, (206) 555-0100' }),
		});
		expect(acceptedOne(sandbox).addresses).toEqual([mobile(0), mobile(1)]);
		expect(jsonOf(output)[0]?.to).toEqual([mobile(0), mobile(1)]);
	});

	test.each([
		[50, [50]],
		[51, [50, 1]],
		[120, [50, 50, 20]],
	])('%i recipients of one item are split into requests of at most 50', async (count, sizes) => {
		const { sandbox, n8n } = await setUp();
		const to = mobiles(count);
		const output = await n8n.execute({
			items: items({ to }),
			parameters: sending({ to: '={{ $json.to }}' }),
		});

		const { accepted } = sandbox.history;
		const byRecipients = [...accepted].sort(
			(a, b) => to.indexOf(a.addresses[0] ?? '') - to.indexOf(b.addresses[0] ?? ''),
		);
		expect(byRecipients.map(({ addresses }) => addresses.length)).toEqual(sizes);
		expect(byRecipients.flatMap(({ addresses }) => addresses)).toEqual(to);
		const [json, ...others] = jsonOf(output);
		expect(others).toEqual([]);
		expect(json).toMatchObject({ to, messageId: byRecipients[0]?.id });
		if (sizes.length > 1) {
			expect(json?.messages).toEqual(
				byRecipients.map(({ id, addresses }) => ({
					messageId: id,
					resourceUrl: `${sandbox.url}/rest/sms/2/messaging/outbox/${id}`,
					to: addresses.length === 1 ? addresses[0] : addresses,
				})),
			);
		}
	});
});

describe('Many items', () => {
	const perItem = { to: '={{ $json.to }}', message: '={{ $json.message }}' };

	/** Each item’s own output, by the history: the request that has its recipient and text. */
	const expectEachToHaveItsOwn = (
		{ sandbox }: World,
		given: Array<{ to: string; message: string }>,
		output: Awaited<ReturnType<World['n8n']['execute']>>,
	) => {
		expect(output[0]).toHaveLength(given.length);
		given.forEach(({ to, message }, index) => {
			const item = output[0]?.[index];
			const request = sandbox.history.accepted.find(({ id }) => id === item?.json.messageId);
			expect(item?.json.to).toBe(to);
			expect(item?.pairedItem).toEqual({ item: index });
			expect(request?.addresses).toContain(to);
			expect(request?.message).toBe(message);
		});
	};

	test('Items with the same text share requests of 50', async () => {
		const world = await setUp();
		const given = mobiles(120).map((to) => ({ to, message: 'Hello, all' }));
		const output = await world.n8n.execute({
			items: items(...given),
			parameters: sending(perItem),
		});

		const { accepted } = world.sandbox.history;
		expect(accepted.map(({ addresses }) => addresses.length).sort()).toEqual([20, 50, 50]);
		expectEachToHaveItsOwn(world, given, output);
	});

	test('Items with the same text and several recipients each share requests too', async () => {
		const { sandbox, n8n } = await setUp();
		const output = await n8n.execute({
			items: items(
				{ to: `${mobile(0)}, ${mobile(1)}` },
				{ to: mobile(2) },
				{ to: `${mobile(3)}, ${mobile(4)}` },
			),
			parameters: sending({ to: '={{ $json.to }}' }),
		});
		const { id, addresses } = acceptedOne(sandbox);
		expect(addresses).toEqual([0, 1, 2, 3, 4].map(mobile));
		expect(jsonOf(output)).toEqual([
			expect.objectContaining({ messageId: id, to: [mobile(0), mobile(1)] }),
			expect.objectContaining({ messageId: id, to: mobile(2) }),
			expect.objectContaining({ messageId: id, to: [mobile(3), mobile(4)] }),
		]);
	});

	test('Items share a request only where all that it sends is the same', async () => {
		const { sandbox, n8n } = await setUp();
		await n8n.execute({
			items: items(
				{ to: mobile(0), message: 'A', notify: false },
				{ to: mobile(1), message: 'a', notify: false },
				{ to: mobile(2), message: 'A', notify: true },
				{ to: mobile(3), message: 'A ', notify: false },
				{ to: mobile(4), message: 'A', notify: false },
			),
			parameters: sending({
				...perItem,
				options: { notifyDeliveryStatus: '={{ $json.notify }}' },
			}),
		});
		const sent = sandbox.history.accepted.map(({ message, notify, addresses }) => ({
			message,
			notify,
			addresses,
		}));
		expect(sent).toHaveLength(4);
		expect(sent).toEqual(
			expect.arrayContaining([
				{ message: 'A', notify: false, addresses: [mobile(0), mobile(4)] },
				{ message: 'a', notify: false, addresses: [mobile(1)] },
				{ message: 'A', notify: true, addresses: [mobile(2)] },
				{ message: 'A ', notify: false, addresses: [mobile(3)] },
			]),
		);
	});

	test('Without Combine, items with the same text make a request each', async () => {
		const world = await setUp();
		const given = mobiles(12).map((to) => ({ to, message: 'Hello, each' }));
		const output = await world.n8n.execute({
			items: items(...given),
			parameters: sending({ ...perItem, options: { combine: false } }),
		});
		expect(world.sandbox.history.accepted).toHaveLength(12);
		expectEachToHaveItsOwn(world, given, output);
	});

	test('Items with the same number and the same text are as many messages', async () => {
		const { sandbox, n8n } = await setUp();
		const output = await n8n.execute({
			items: items({ to: mobile(0) }, { to: mobile(1) }, { to: mobile(0) }),
			parameters: sending({ to: '={{ $json.to }}' }),
		});
		const sent = sandbox.history.accepted.flatMap(({ addresses }) => addresses);
		expect(sent.sort()).toEqual([mobile(0), mobile(0), mobile(1)]);
		const ids = jsonOf(output).map(({ messageId }) => messageId);
		expect(ids[0]).not.toBe(ids[2]);
	});

	test('Items come out in their own order, whichever is answered first', async () => {
		const world = await setUp();
		// The first answers are the last to be complete.
		world.sandbox.fault({ on: 'send', kind: 'slowBody', times: 3, bytesPerChunk: 4, everyMs: 5 });
		const given = mobiles(25).map((to, n) => ({ to, message: `Text ${n}` }));
		const output = await world.n8n.execute({
			items: items(...given),
			parameters: sending(perItem),
		});
		expect(world.sandbox.history.accepted).toHaveLength(25);
		expectEachToHaveItsOwn(world, given, output);
	});

	test('Without items, nothing is sent', async () => {
		const { sandbox, n8n } = await setUp();
		await n8n.execute({ items: [], parameters: sending() });
		expect(sandbox.history.accepted).toEqual([]);
	});
});

describe('GSMA OneAPI', () => {
	// Written into the field, `short:` is marked there; an expression may well bring it along.
	test.each([offline, `={{ "short:${offline}" }}`, ` ${online} `])(
		'A message is sent from the short code in the field: “%s”',
		async (senderAddress) => {
			const { sandbox, n8n } = await setUp();
			const output = await n8n.execute({
				parameters: sending({ provider: 'oneApi', senderAddress }),
			});
			const shortCode = senderAddress.replace(/\D/g, '');
			const accepted = acceptedOne(sandbox);
			expect(accepted).toMatchObject({ dialect: 'oneApiV2', senderAddress: shortCode });
			expect(asked(sandbox, 'send')).toEqual([
				`POST /2/smsmessaging/outbound/${shortCode}/requests`,
			]);
			// Its id is the last segment of its resource URL.
			expect(jsonOf(output)[0]).toMatchObject({
				messageId: accepted.id,
				resourceUrl: `${sandbox.url}/2/smsmessaging/outbound/${shortCode}/requests/${accepted.id}`,
			});
		},
	);

	test('Items of different short codes share no request', async () => {
		const { sandbox, n8n } = await setUp();
		await n8n.execute({
			items: items(
				{ to: mobile(0), from: offline },
				{ to: mobile(1), from: online },
				{ to: mobile(2), from: offline },
			),
			parameters: sending({
				provider: 'oneApi',
				senderAddress: '={{ $json.from }}',
				to: '={{ $json.to }}',
			}),
		});
		const sent = sandbox.history.accepted.map(({ senderAddress, addresses }) => [
			senderAddress,
			addresses,
		]);
		expect(sent).toEqual(
			expect.arrayContaining([
				[offline, [mobile(0), mobile(2)]],
				[online, [mobile(1)]],
			]),
		);
		expect(sent).toHaveLength(2);
	});

	test.each([
		['', 'From (Short Code): the field is empty'],
		['shop', '"shop" is not a short code'],
		['+12065550100', '"+120••••0100" is not a short code'],
	])('A sender that isn’t a short code is an error: “%s”', async (senderAddress, words) => {
		const { sandbox, n8n } = await setUp();
		const { error } = await n8n.run({
			items: items({ senderAddress }),
			parameters: sending({ provider: 'oneApi', senderAddress: '={{ $json.senderAddress }}' }),
		});
		expect(error?.message).toContain(words);
		expect(asked(sandbox, 'send')).toEqual([]);
	});

	test('A missing short code is an issue that n8n shows before it runs', async () => {
		const { n8n } = await setUp();
		const parameters = sending({ provider: 'oneApi', senderAddress: '' });
		await expect(n8n.run({ parameters })).rejects.toThrow('"From (Short Code)" is required');
	});

	test('AT&T’s own provider ignores the field, and sends from the app’s short code', async () => {
		const { sandbox, n8n } = await setUp();
		await n8n.execute({ parameters: sending({ provider: 'att', senderAddress: online }) });
		expect(acceptedOne(sandbox).senderAddress).toBe(offline);
	});
});

describe('An item with bad input', () => {
	const good = { to: mobile(0), message: 'Hello' };
	const bad: Array<[string, IDataObject, string]> = [
		['no recipient', { to: '' }, 'To: the field is empty'],
		['a recipient of blanks and commas', { to: ' , ;\n' }, 'To: the field is empty'],
		['an empty array', { to: [] }, 'To: the field is empty'],
		['a missing field', { to: null }, 'To: the field is empty'],
		['no number', { to: 'my sister' }, 'is not a phone number'],
		['too few digits', { to: '555-0100' }, 'is not a possible US number'],
		['too many digits', { to: '206-555-01000' }, 'is not a possible US number'],
		['an impossible area code', { to: '106-555-0100' }, 'is not a possible US number'],
		['an impossible exchange', { to: '206-155-0100' }, 'is not a possible US number'],
		['a number abroad', { to: '+44 20 7946 0958' }, 'is not a US number'],
		['an extension', { to: '206-555-0100 ext. 5' }, 'has an extension'],
		['one bad number among good ones', { to: `${mobile(1)}, 123` }, 'is not a possible US number'],
		['an empty message', { message: '' }, 'Message: the field is empty'],
		['a message of blanks', { message: ' \n ' }, 'Message: the field is empty'],
		['a missing message', { message: null }, 'Message: the field is empty'],
		['an object for a number', { to: { phone: mobile(1) } }, 'the expression gave an object'],
		['an object for a message', { message: { text: 'Hi' } }, 'the expression gave an object'],
		['a list for a message', { message: ['Hi'] }, 'the expression gave a list'],
		['4,097 characters', { message: 'a'.repeat(4097) }, 'AT&T takes 4096 bytes'],
		['2,049 of UCS-2', { message: '你'.repeat(2049) }, 'in UCS-2 it has 4098'],
		['2,049 of the extension table', { message: '€'.repeat(2049) }, 'it has 4098'],
	];
	const three = (wrong: IDataObject) => ({
		items: items(
			{ ...good, to: mobile(10) },
			{ ...good, ...wrong },
			{ ...good, to: mobile(12), message: 'Bye' },
		),
		parameters: sending({ to: '={{ $json.to }}', message: '={{ $json.message }}' }),
	});
	const sentTo = (sandbox: Sandbox) =>
		sandbox.history.accepted.flatMap(({ addresses }) => addresses).sort();

	describe.each(bad)('The input has %s', (_, wrong, words) => {
		test('The bad item stops the run before anything is sent, and the error has its index', async () => {
			const { sandbox, n8n } = await setUp();
			const { error, output } = await n8n.run(three(wrong));
			expect(error?.message).toContain(words);
			expect(error?.context).toMatchObject({ itemIndex: 1 });
			expect(output).toEqual([]);
			expect(asked(sandbox, 'send')).toEqual([]);
			expect(asked(sandbox, 'token')).toEqual([]);
		});

		test('The bad item becomes an error item in its place, and the others are sent', async () => {
			const { sandbox, n8n } = await setUp();
			const output = await n8n.execute({ ...three(wrong), onError: 'continueRegularOutput' });
			expect(output).toEqual([
				[
					{ json: expect.objectContaining({ to: mobile(10) }), pairedItem: { item: 0 } },
					{
						json: {
							...('to' in wrong ? wrong : { to: good.to }),
							status: 'failed',
							error: expect.objectContaining({
								message: expect.stringContaining(words),
								kind: 'invalidInput',
								maybeSent: false,
							}),
						},
						pairedItem: { item: 1 },
					},
					{ json: expect.objectContaining({ to: mobile(12) }), pairedItem: { item: 2 } },
				],
			]);
			expect(sentTo(sandbox)).toEqual([mobile(10), mobile(12)]);
		});

		test('The bad item goes to the error output, and the others are sent', async () => {
			const { sandbox, n8n } = await setUp();
			const output = await n8n.execute({ ...three(wrong), onError: 'continueErrorOutput' });
			expect(jsonOf(output, 0)).toEqual([
				expect.objectContaining({ to: mobile(10), segments: 1 }),
				expect.objectContaining({ to: mobile(12), segments: 1 }),
			]);
			expect(jsonOf(output, 1)).toEqual([
				expect.objectContaining({
					error: expect.objectContaining({ message: expect.stringContaining(words) }),
				}),
			]);
			expect(output[1]?.[0]?.pairedItem).toEqual({ item: 1 });
			expect(sentTo(sandbox)).toEqual([mobile(10), mobile(12)]);
		});
	});

	test('The error of a bad number doesn’t show the whole number', async () => {
		const { n8n } = await setUp();
		const { error } = await n8n.run({ parameters: sending({ to: '+44 20 7946 0958' }) });
		expect(error?.message).toContain('0958');
		expect(error?.message).not.toContain('7946');
	});

	test.each([
		['4,096 characters', 'a'.repeat(4096)],
		['2,048 of UCS-2', '你'.repeat(2048)],
	])('A message of %s isn’t too long', async (_, message) => {
		const { sandbox, n8n } = await setUp();
		await n8n.execute({
			items: items({ message }),
			parameters: sending({ message: '={{ $json.message }}' }),
		});
		expect(acceptedOne(sandbox).message).toBe(message);
	});
});

describe('An item that AT&T rejects', () => {
	const three = items({ to: mobile(0) }, { to: mobile(1) }, { to: mobile(2) });
	const rejecting = (onError?: OnError, options: IDataObject = {}) => ({
		items: three,
		parameters: sending({ to: '={{ $json.to }}', options: options as never }),
		onError,
	});

	test.each([
		['alone among others in its request', true, 'part', 'SVC0004'],
		['alone as AT&T names its number', true, 'number', 'SVC0002'],
		['in a request of its own', false, 'part', 'SVC0004'],
	] as const)(
		'An item that is rejected %s becomes an error item, and the others are sent',
		async (...row) => {
			const [, combine, badNumberVariable, code] = row;
			const { sandbox, n8n } = await setUp({
				badNumbers: [{ number: mobile(1), code }],
				badNumberVariable,
			});
			const output = await n8n.execute(rejecting('continueRegularOutput', { combine }));

			expect(jsonOf(output)).toEqual([
				expect.objectContaining({ to: mobile(0), segments: 1 }),
				{
					to: mobile(1),
					status: 'failed',
					error: expect.objectContaining({
						message: expect.stringContaining(`AT&T rejected the request: ${code}: `),
						code,
						httpStatus: 400,
						maybeSent: false,
						to: mobile(1),
					}),
				},
				expect.objectContaining({ to: mobile(2), segments: 1 }),
			]);
			expect(output[0]?.map(({ pairedItem }) => pairedItem)).toEqual([
				{ item: 0 },
				{ item: 1 },
				{ item: 2 },
			]);
			const sent = sandbox.history.accepted.flatMap(({ addresses }) => addresses);
			expect(sent.sort()).toEqual([mobile(0), mobile(2)]);
		},
	);

	test('The rejected item goes to the error output, and the others are sent', async () => {
		const { n8n } = await setUp({ badNumbers: [mobile(1)] });
		const output = await n8n.execute(rejecting('continueErrorOutput'));
		expect(jsonOf(output, 0).map(({ to }) => to)).toEqual([mobile(0), mobile(2)]);
		expect(jsonOf(output, 1)).toEqual([
			expect.objectContaining({ error: expect.objectContaining({ code: 'SVC0004' }) }),
		]);
	});

	test('The rejected item stops the run with AT&T’s own words, its index, and what was sent all the same', async () => {
		const { sandbox, n8n } = await setUp({ badNumbers: [mobile(1)] });
		const { error } = await n8n.run(rejecting());
		expect(error?.message).toBe(
			'AT&T rejected the request: SVC0004: No valid addresses provided in the message part Address',
		);
		expect(error?.context).toMatchObject({ itemIndex: 1 });
		const [first] = sandbox.history.accepted;
		if (first) expect(error?.description).toContain(first.id);
	});

	test('A number in AT&T’s words is shown by its last four digits', async () => {
		const { n8n } = await setUp({ badNumbers: [mobile(0)], badNumberVariable: 'number' });
		const { error } = await n8n.run({ parameters: sending() });
		expect(error?.message).toContain('0100');
		expect(error?.message).not.toContain('2065550100');
	});

	test.each([['unknown short code', { provider: 'oneApi', senderAddress: '99999' }, 'SVC0003']])(
		'The error of an %s has AT&T’s own code and text',
		async (_, parameters, code) => {
			const { n8n } = await setUp();
			const { error } = await n8n.run({ parameters: sending(parameters) });
			expect(error?.message).toContain(`${code}: Invalid input value for message part`);
			expect(error?.context).toMatchObject({ data: { code, httpStatus: 400, maybeSent: false } });
		},
	);

	test('The error of a missing scope names the scope', async () => {
		const { n8n } = await setUp({ grantedScope: 'IMMN' });
		const { error } = await n8n.run({ parameters: sending() });
		expect(error?.message).toContain('POL0001');
		expect(error?.message).toContain('scope SMS');
	});
});
