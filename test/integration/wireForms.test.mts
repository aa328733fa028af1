// The forms that AT&T’s and other OneAPI gateways were seen to write, each by the sandbox’s setting for
// it: what the nodes read from them is the same as from the documented form.
import type { Settings } from '../../sandbox/types.mts';
import { jsonOf, listen, mobile, offline, online, sending, setUp } from './support.mts';

type Form = [title: string, settings: Partial<Settings>];

const spoken = 'Salt & Pepper, I <3 you\nand a lone \\ too';

/** Forms that answers and callbacks have alike. Unescaped callbacks never reach the trigger: n8n itself rejects them. */
const bodies: Form[] = [
	['indentation and blanks around the colons', { prettyPrint: true }],
	['names in the other letter case', { nameCase: 'other' }],
	['no message id', { missingFields: ['messageId'] }],
	['a null message id', { nullFields: ['messageId'] }],
	['one element in place of a list', { singleAsObject: true }],
];

const inboxes: Form[] = [
	...bodies,
	...bodies.map(([title, form]): Form => [`${title}, in XML`, { ...form, responseForm: 'xml' }]),
	['texts written unescaped', { escaping: 'none' }],
	['texts written unescaped, in XML', { escaping: 'none', responseForm: 'xml' }],
	['HTTP status 300', { inboxHttp: 300 }],
	['an empty pending count', { emptyPendingCount: true }],
	['senders as bare digits', { inboxAddressForm: 'bare' }],
	['senders URL-encoded', { inboxAddressForm: 'encoded' }],
];

describe.each(['att', 'oneApi'])('An inbox of provider %s', (provider) => {
	test.each(inboxes)('An inbox that has %s is read as the documented one', async (_, settings) => {
		const { sandbox, n8n } = await setUp(settings);
		const expected = [{ message: spoken, senderAddress: mobile(0) }];
		sandbox.text({ from: mobile(0), to: offline, message: spoken });
		const parameters = { provider, shortCode: offline };
		expect(jsonOf(await n8n.poll({ parameters }))).toMatchObject(expected);
		sandbox.text({ from: mobile(0), to: offline, message: spoken });
		const read = await n8n.execute({ parameters: { operation: 'getInbox', ...parameters } });
		expect(jsonOf(read)).toMatchObject(expected);
	});
});

const callbacks: Form[] = [
	...bodies,
	['no date', { missingFields: ['dateTime'] }],
	['the sender as tel: and ten digits', { callbackAddressForm: 'tel:' }],
	['the sender encoded twice', { callbackAddressForm: 'encodedTwice' }],
	['a plus sign before the short code', { callbackDestinationForm: 'plus' }],
	['a short: before the short code', { callbackDestinationForm: 'short' }],
];

describe.each(['att', 'oneApi', 'oneApiList'] as const)('A callback in the form %s', (dialect) => {
	test.each(callbacks)(
		'A callback that has %s is read as the documented one',
		async (_, settings) => {
			const { sandbox, n8n } = await setUp({ ...settings, callbackDialect: dialect });
			const listener = await listen(n8n, { provider: dialect === 'att' ? 'att' : 'oneApi' });
			sandbox.setListener(online, { message: listener.url });
			sandbox.text({ from: mobile(0), to: online, message: spoken });
			await sandbox.idle();
			const [item, ...others] = listener.executions.flatMap((output) => jsonOf(output));
			expect(others).toEqual([]);
			expect(item).toMatchObject({
				event: 'message',
				message: spoken,
				senderAddress: mobile(0),
				destinationAddress: online,
			});
			expect(sandbox.history.mo).toMatchObject([
				{ state: 'acknowledged', attempts: [{ http: 200 }] },
			]);
		},
	);
});

test.each([
	['live', '26/Jul/2012:21:55:01:462 +0000'],
	['zoned', '2012-07-26T21:55:01+00:00'],
	['javaScript', 'Thu Jul 26 2012 21:55:01 GMT+0000 (UTC)'],
] as const)('The %s date of a callback keeps its zone', async (callbackDateTime, dateTime) => {
	const { sandbox, n8n } = await setUp({ callbackDateTime });
	const listener = await listen(n8n);
	sandbox.setListener(online, { message: listener.url });
	sandbox.setClock(Date.UTC(2012, 6, 26, 21, 55, 1, 462));
	sandbox.text({ from: mobile(0), to: online, message: 'Hello' });
	await sandbox.idle();
	// The clock goes on: the text comes a millisecond or more later.
	const [{ time } = { time: 0 }] = sandbox.history.mo;
	const [second, fraction] = new Date(time).toISOString().slice(0, -1).split('.');
	const dateTimeUtc = `${second}.${dateTime.includes('462') ? fraction : '000'}Z`;
	expect(listener.executions.flatMap((output) => jsonOf(output))).toMatchObject([
		{ dateTime: dateTime.replace('462', String(fraction)), dateTimeUtc },
	]);
});

/** Forms of the answers to a send and to a status, without what no reader could do without. */
const answers: Form[] = [
	['indentation and blanks around the colons', { prettyPrint: true }],
	['no resource URL', { missingFields: ['resourceURL'] }],
	['a null resource URL', { nullFields: ['resourceURL'] }],
];

test.each(answers)('A send and its status that have %s are read', async (_, settings) => {
	const { sandbox, n8n } = await setUp(settings);
	const [sent] = jsonOf(await n8n.execute({ parameters: sending() }));
	const messageId = String(sandbox.history.accepted[0]?.id);
	expect(sent).toMatchObject({ messageId, status: 'accepted' });
	const parameters = { operation: 'getStatus', messageId };
	expect(jsonOf(await n8n.execute({ parameters }))).toMatchObject([
		{ messageId, deliveries: [{ to: mobile(0), status: 'DeliveredToTerminal' }] },
	]);
});

test.each<[...Form, object]>([
	[...answers[0]!, { to: mobile(0) }],
	['a null address', { nullFields: ['address'] }, { to: '', damaged: expect.any(Object) }],
	['no message id', { missingFields: ['messageId'] }, { to: mobile(0), messageId: '' }],
])('A delivery status that has %s is read', async (_, settings, expected) => {
	const { sandbox, n8n } = await setUp(settings);
	const listener = await listen(n8n, { events: ['deliveryStatus'] });
	sandbox.setListener(offline, { deliveryStatus: listener.url });
	const options = { notifyDeliveryStatus: true };
	await n8n.execute({ parameters: sending({ options }) });
	await sandbox.until(() => sandbox.history.callbacks.length === 1);
	await sandbox.idle();
	expect(listener.executions.flatMap((output) => jsonOf(output))).toMatchObject([
		{ event: 'deliveryStatus', status: 'DeliveredToTerminal', ...expected },
	]);
});

describe('OneAPI’s other answers', () => {
	const parameters = sending({ provider: 'oneApi', senderAddress: online });

	test('A send answered by outboundSMSMessageRequest gives the message id all the same', async () => {
		const { sandbox, n8n } = await setUp({ oneApiSendResponse: 'request' });
		const [item] = jsonOf(await n8n.execute({ parameters }));
		expect(item?.messageId).toBe(sandbox.history.accepted[0]?.id);
	});

	test.each<Form>([
		['inside deliveryInfo', { deliveryCallbackId: 'inDeliveryInfo' }],
		['at the end of a link', { deliveryCallbackId: 'link' }],
	])('A delivery status whose message id is %s names its message', async (_, settings) => {
		const { sandbox, n8n } = await setUp({ ...settings, callbackDialect: 'oneApi' });
		const events = ['message', 'deliveryStatus'];
		const listener = await listen(n8n, { provider: 'oneApi', events });
		sandbox.setListener(online, { deliveryStatus: listener.url });
		const options = { notifyDeliveryStatus: true };
		await n8n.execute({ parameters: { ...parameters, options } });
		await sandbox.until(() => sandbox.history.callbacks.length === 1);
		await sandbox.idle();
		expect(listener.executions.flatMap((output) => jsonOf(output))).toMatchObject([
			{
				event: 'deliveryStatus',
				messageId: sandbox.history.accepted[0]?.id,
				to: mobile(0),
				status: 'DeliveredToTerminal',
			},
		]);
	});

	test('A token that never expires, and looks like AT&T’s, opens the API', async () => {
		const { sandbox, n8n } = await setUp({ accessTokenSeconds: 0, tokenForm: 'acsi' });
		const sent = async () => jsonOf(await n8n.execute({ parameters: sending() }));
		expect(await sent()).toMatchObject([{ status: 'accepted' }]);
		sandbox.advance(1000 * 24 * 3_600_000);
		expect(await sent()).toMatchObject([{ status: 'accepted' }]);
		expect(sandbox.history.tokenRequests).toHaveLength(1);
	});
});
