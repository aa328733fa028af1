/** Wait for Delivery, and Get Delivery Status, with responses that the sandbox never gives. */
import type { IDataObject } from 'n8n-workflow';
import { items, jsonOf, mobile, mobiles, sending } from './support.mts';
import {
	accepted,
	issued,
	policyError,
	startScriptedGateway,
	type Scripted,
} from './support/scriptedGateway.mts';

const statuses = (...deliveries: object[]): Scripted => ({
	http: 200,
	body: { DeliveryInfoList: { DeliveryInfo: deliveries } },
});

const delivered = (to: string) => ({
	Id: 'msg0',
	Address: `tel:${to}`,
	DeliveryStatus: 'DeliveredToTerminal',
});

/** A gateway that takes messages as `SMS0`, `SMS1` and so on, and responds to look-ups by a script. */
const openGateway = async (
	lookUp: (message: number, count: number) => Scripted,
	take: (message: number) => Scripted = (message) => accepted(`SMS${message}`),
) => {
	const counts: number[] = [];
	let sent = 0;
	const { n8n } = await startScriptedGateway({
		token: () => issued('token'),
		api: ({ method, url }) => {
			if (method === 'POST') return take(sent++);
			const message = Number(/SMS(\d+)/.exec(url)?.[1]);
			counts[message] = (counts[message] ?? 0) + 1;
			return lookUp(message, counts[message] - 1);
		},
	});
	return { n8n, counts };
};

const waiting = (to: string, options = {}) =>
	sending({ to, options: { waitForDelivery: 20, maxRetryTime: 0, ...options } });

const rejected = {
	RequestError: {
		ServiceException: { MessageId: 'SVC0002', Text: 'Invalid input value', Variables: 'id' },
	},
};

const failures: Array<[string, Scripted]> = [
	['a 404', { http: 404, body: rejected }],
	['a 400', { http: 400, body: rejected }],
	['a 500', { http: 500, body: 'Internal Server Error' }],
	['a 502 of a proxy', { http: 502, body: '<html><body>Bad Gateway</body></html>' }],
	['a 503', { http: 503 }],
	['a connection that is cut', { ...statuses(delivered(mobile(0))), isCut: true }],
	[
		'a page in HTML',
		{
			http: 200,
			body: '<html><body>Sign in</body></html>',
			headers: { 'Content-Type': 'text/html' },
		},
	],
	['an empty body', { http: 200 }],
	['JSON that breaks off', { http: 200, body: '{"DeliveryInfoList": {"DeliveryInfo": [' }],
];

/** A response to a send, in OneAPI’s form. */
const acceptedByOneApi = (message: number): Scripted => ({
	http: 201,
	body: {
		resourceReference: {
			resourceURL: `https://api.att.com/2/smsmessaging/outbound/22627000/requests/SMS${message}`,
		},
	},
});

test.each([
	['att', {}, undefined],
	['oneApi', { provider: 'oneApi', senderAddress: '22627000' }, acceptedByOneApi],
] as const)(
	'Wait for Delivery goes on after each kind of failure, and the message stays sent: %s',
	async (_, provider, take) => {
		const recipients = mobiles(failures.length);
		const { n8n, counts } = await openGateway(
			(message, count) =>
				count === 0 ? failures[message]![1] : statuses(delivered(recipients[message]!)),
			take,
		);
		const output = await n8n.execute({
			parameters: {
				...waiting('={{ $json.to }}', { combine: false, concurrency: 1 }),
				...provider,
			},
			items: items(...recipients.map((to) => ({ to }))),
		});
		const seen = jsonOf(output).map(({ status, final, statusError }) => ({
			status,
			final,
			statusError,
		}));
		expect(failures.map(([kind], index) => [kind, seen[index]])).toEqual(
			failures.map(([kind]) => [kind, { status: 'accepted', final: true, statusError: undefined }]),
		);
		expect(Math.min(...counts)).toBeGreaterThanOrEqual(2);
	},
	60_000,
);

test('Wait for Delivery looks up nothing in the first half second, as AT&T has no status yet', async () => {
	const events: string[] = [];
	const { n8n } = await openGateway(
		() => {
			events.push('look-up');
			return statuses(delivered(mobile(0)));
		},
		(message) => {
			setTimeout(() => events.push('half a second later'), 500);
			return accepted(`SMS${message}`);
		},
	);
	await n8n.execute({ parameters: waiting(mobile(0)) });
	expect(events).toEqual(['half a second later', 'look-up']);
});

test('A throttled Send and its Wait for Delivery go on after the clock was set back', async () => {
	const { now } = Date;
	let shift = 0;
	const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + shift);
	const { n8n, counts } = await openGateway(
		(_, count) => {
			shift -= 3_600_000;
			return statuses(
				count === 0
					? { ...delivered(mobile(0)), DeliveryStatus: 'DeliveredToNetwork' }
					: delivered(mobile(0)),
			);
		},
		(count) => {
			shift -= 3_600_000;
			return count === 0 ? { http: 403, body: policyError('Too many requests') } : accepted('SMS0');
		},
	);
	const [json] = jsonOf(
		await n8n.execute({ parameters: waiting(mobile(0), { maxRetryTime: 20 }) }),
	);
	clock.mockRestore();
	expect(json).toMatchObject({ status: 'accepted', messageId: 'SMS0', final: true });
	expect(counts).toEqual([2]);
});

test('Wait for Delivery says why there is no status if each look-up fails', async () => {
	const written = mobile(0)
		.slice(2)
		.replace(/^(...)(...)/, '$1*$2*');
	const { n8n } = await openGateway(() => ({ http: 500, body: `No status of ${written}` }));
	const [json] = jsonOf(
		await n8n.execute({ parameters: waiting(mobile(0), { waitForDelivery: 2 }) }),
	);
	expect(json).toMatchObject({ status: 'accepted', final: false });
	expect(json?.statusError).toMatch(/No status of •••\*•••\*\d{4}$/);
});

test('Wait for Delivery ends in its time, however many messages there are to look up', async () => {
	const now = performance.now.bind(performance);
	let shift = 0;
	jest.spyOn(performance, 'now').mockImplementation(() => now() + shift);
	const recipients = mobiles(40);
	const { n8n, counts } = await openGateway((message) => {
		shift += 1000;
		return statuses(delivered(recipients[message]!));
	});
	const output = await n8n.execute({
		parameters: waiting('={{ $json.to }}', { combine: false, concurrency: 1 }),
		items: items(...recipients.map((to) => ({ to }))),
	});
	jest.restoreAllMocks();
	const known = jsonOf(output).filter(({ final }) => final);
	expect(jsonOf(output)).toHaveLength(40);
	expect(known.length).toBeGreaterThan(10);
	expect(known.length).toBeLessThan(30);
	expect(counts.filter((count) => count > 0)).toHaveLength(known.length);
});

test('Wait for Delivery below 0 doesn’t wait, and puts out no deliveries', async () => {
	const { n8n, counts } = await openGateway(() => statuses(delivered(mobile(0))));
	const [json] = jsonOf(
		await n8n.execute({ parameters: waiting(mobile(0), { waitForDelivery: -1 }) }),
	);
	expect(json).not.toHaveProperty('deliveries');
	expect(counts).toEqual([]);
});

test('Wait for Delivery doesn’t wait for a status that AT&T doesn’t support', async () => {
	const { n8n, counts } = await openGateway(() =>
		statuses({ ...delivered(mobile(0)), DeliveryStatus: 'DeliveryNotificationNotSupported' }),
	);
	const [json] = jsonOf(await n8n.execute({ parameters: waiting(mobile(0)) }));
	expect(json?.deliveries).toEqual([
		expect.objectContaining({ status: 'DeliveryNotificationNotSupported' }),
	]);
	expect(counts).toEqual([1]);
});

describe.each([
	['Wait for Delivery', true],
	['Get Delivery Status', false],
])('%s', (_, waits) => {
	/** The status of a message to one recipient. */
	const statusIn = async (response: Scripted): Promise<unknown> => {
		const { n8n } = await openGateway(() => response);
		const parameters = waits
			? waiting(mobile(0), { waitForDelivery: 2 })
			: { operation: 'getStatus', messageId: 'SMS0', to: mobile(0) };
		const [json] = jsonOf(await n8n.execute({ parameters }));
		if (!waits) return json?.status;
		const [delivery, ...others] = json?.deliveries as IDataObject[];
		expect(others).toEqual([]);
		expect(delivery?.to).toBe(mobile(0));
		return delivery?.status;
	};

	test('A status without an address is that of the only recipient', async () => {
		const { Address, ...withoutAddress } = delivered(mobile(0));
		expect(Address).toContain(mobile(0));
		expect(await statusIn(statuses(withoutAddress))).toBe('DeliveredToTerminal');
	});

	test('A delivered part of a message doesn’t hide a failed one', async () => {
		const impossible = { ...delivered(mobile(0)), DeliveryStatus: 'DeliveryImpossible' };
		for (const both of [
			[delivered(mobile(0)), impossible],
			[impossible, delivered(mobile(0))],
		]) {
			expect(await statusIn(statuses(...both))).toBe('DeliveryImpossible');
		}
	});
});
