// Adds a dialect to the sandbox's sources, as a contributor would, and looks at what follows from it.
import type { Sandbox } from '../../../../sandbox/types.mts';
import { addLine, loadWith } from '../../../support/addedSources.mts';
import { fetchUrl, type Call } from '../support/client.mts';
import { startListener } from '../support/listener.mts';

/** The one file: unlike AT&T's own in all that a dialect declares. */
const codec = `
	import { member, type DialectCodec } from './dialect.mts';

	export const carrier: DialectCodec = {
		names: 'oneApi',
		inboxForm: 'xml',
		status: { addressForm: 'e164', ids: true },
		endpoints: [
			{ operation: 'send', path: '/carrier/texts' },
			{ operation: 'status', path: '/carrier/texts/{messageId}' },
			{ operation: 'inbox', path: '/carrier/inbox/{shortCode}' },
		],
		parts: { address: 'recipients', message: 'text', notify: 'report' },
		readSend: (body) => ({
			address: member(body, 'recipients'),
			message: member(body, 'text'),
			notify: member(body, 'report'),
		}),
		sendResponse: (id) => ({ root: 'sent', bare: true, names: 'oneApi', value: { textId: id } }),
		resources: {
			message: (_, id) => '/carrier/texts/' + id,
			status: (_, id) => '/carrier/texts/' + id,
			inbox: (shortCode) => '/carrier/inbox/' + shortCode,
		},
	};
`;

const added = {
	'sandbox/protocol/dialects/carrier.mts': codec,
	'sandbox/protocol/dialects/index.mts': addLine(
		"import { carrier } from './carrier.mts';",
		'export const dialects = {',
		'carrier,',
	),
};

const to = '+12065550100';

describe('A new dialect of the sandbox is one codec and one line', () => {
	let sandbox: Sandbox;
	const ask = (path: string, call: Call = {}) => {
		const headers = { authorization: `Bearer ${sandbox.grantToken().accessToken}` };
		return fetchUrl(`${sandbox.url}/carrier/${path}`, { headers, ...call });
	};
	const send = async (more = {}): Promise<string> =>
		(await ask('texts', { json: { recipients: [to], text: 'Hello', ...more } })).json.textId;

	beforeAll(async () => {
		const entry = "export { startSandbox } from './sandbox/index.mts';";
		const sources = await loadWith<{ startSandbox(): Promise<Sandbox> }>(added, entry);
		sandbox = await sources.startSandbox();
	});
	afterAll(async () => await sandbox.close());

	test('A send at its path is read, accepted and answered as it says', async () => {
		expect(await send()).toBe(sandbox.history.accepted.at(-1)?.id);
		expect(sandbox.history.accepted.at(-1)).toMatchObject({
			dialect: 'carrier',
			addresses: [to],
			message: 'Hello',
		});
	});

	test('An error has its letter case and names its part', async () => {
		const { http, json } = await ask('texts', { json: { recipients: [to] } });
		expect(http).toBe(400);
		expect(json.requestError.serviceException.variables).toBe('text');
	});

	test('A status has its form of numbers, and its ids', async () => {
		await send();
		const id = sandbox.history.accepted.at(-1)?.deliveries[0]?.id;
		const { json } = await ask(`texts/${id}`);
		expect(json.deliveryInfoList.deliveryInfo).toMatchObject([{ address: to, id }]);
	});

	test('Its inbox is in its form', async () => {
		const { http, headers } = await ask('inbox/22627000');
		expect(http).toBe(200);
		expect(headers['content-type']).toBe('application/xml');
	});

	test('Its delivery statuses are posted in its form', async () => {
		const listener = await startListener();
		try {
			sandbox.setListener('22627012', { deliveryStatus: listener.url });
			const callbackData = await send({ report: true });
			sandbox.setStatus(callbackData, to, 'DeliveredToTerminal');
			await sandbox.until(({ callbacks }) => callbacks.length > 0);
			expect(JSON.parse(sandbox.history.callbacks[0]?.body ?? '')).toMatchObject({
				deliveryInfoNotification: { callbackData },
			});
		} finally {
			await listener.close();
		}
	});
});
