import type { INodeParameters } from 'n8n-workflow';
import { items, jsonOf, sending, setUp } from './support.mts';

const seattle = '+12065550100';
const newYork = '+12125550100';

/** The time of day in a zone, some hours from now. */
const timeIn = (timeZone: string, hours: number): string =>
	new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(
		Date.now() + hours * 3_600_000,
	);

/** Hours that are quiet now in New York, and not in Seattle, which is three hours behind. */
const quietInNewYork = () => ({
	start: timeIn('America/New_York', -1),
	end: timeIn('America/New_York', 1),
});

const parameters = (hours: INodeParameters, options: INodeParameters = {}) =>
	sending({
		to: '={{ $json.to }}',
		message: '={{ $json.message }}',
		options: { maxRetryTime: 0, ...options, quietHours: { hours } },
	});

const message = 'Our sale begins';

const expectSoon = (notBefore: unknown) => {
	expect(notBefore).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00-0[45]:00$/);
	const ahead = Date.parse(String(notBefore)) - Date.now();
	expect(ahead).toBeGreaterThan(0);
	expect(ahead).toBeLessThanOrEqual(3_600_000);
};

test('Items whose recipients’ local time is quiet come out unsent, and the others are sent', async () => {
	const { sandbox, n8n } = await setUp();
	const output = await n8n.execute({
		parameters: parameters(quietInNewYork()),
		items: items({ to: newYork, message }, { to: seattle, message }),
	});
	const [deferred, sent] = jsonOf(output);
	expect(deferred).toEqual({
		deferred: true,
		to: newYork,
		notBefore: expect.any(String) as string,
	});
	expectSoon(deferred?.notBefore);
	expect(sent).toMatchObject({ to: seattle, status: 'accepted' });
	expect(sandbox.history.accepted.map(({ addresses }) => addresses)).toEqual([[seattle]]);
});

test('An item with quiet recipients puts out the sent part, and the quiet ones in an item of their own', async () => {
	const { sandbox, n8n } = await setUp();
	const output = await n8n.execute({
		parameters: parameters(quietInNewYork()),
		items: items({ to: `${newYork}, ${seattle}, +12125550101`, message }),
	});
	expect(jsonOf(output)).toMatchObject([
		{ to: seattle, status: 'accepted', recipients: [seattle] },
		{ deferred: true, to: [newYork, '+12125550101'] },
	]);
	expect(output[0]?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
	expect(sandbox.history.accepted.map(({ addresses }) => addresses)).toEqual([[seattle]]);
});

test('Nothing is requested if it is quiet for all recipients, whatever the other options', async () => {
	const { sandbox, n8n } = await setUp();
	const hours = { start: timeIn('UTC', -1), end: timeIn('UTC', 1), timeZone: 'UTC' };
	const output = await n8n.execute({
		parameters: parameters(hours, { waitForDelivery: 60, simplify: false }),
		items: items({ to: `${newYork}, ${seattle}`, message }),
	});
	expect(jsonOf(output)).toEqual([
		{
			deferred: true,
			to: [newYork, seattle],
			notBefore: expect.stringMatching(/\+00:00$/) as string,
		},
	]);
	expect(sandbox.history.accepted).toEqual([]);
});

describe('Quiet hours that begin during a run', () => {
	afterEach(() => {
		jest.restoreAllMocks();
	});

	test('Recipients whose turn comes after the quiet hours have begun are deferred', async () => {
		const { sandbox, n8n } = await setUp();
		const { now } = Date;
		const passed = () => (sandbox.history.accepted.length > 0 ? 2 * 3_600_000 : 0);
		const hours = {
			start: timeIn('America/New_York', 1),
			end: timeIn('America/New_York', 3),
		};
		jest.spyOn(Date, 'now').mockImplementation(() => now() + passed());
		const output = await n8n.execute({
			parameters: parameters(hours, { combine: false, concurrency: 1 }),
			items: items(
				{ to: newYork, message },
				{ to: `+12125550101, ${seattle}, +12125550102`, message },
			),
		});
		expect(jsonOf(output)).toMatchObject([
			{ to: newYork, status: 'accepted' },
			{ to: seattle, status: 'accepted', recipients: [seattle] },
			{ deferred: true, to: ['+12125550101', '+12125550102'] },
		]);
		expectSoon(jsonOf(output)[2]?.notBefore);
		expect(sandbox.history.accepted.map(({ addresses }) => addresses)).toEqual([
			[newYork],
			[seattle],
		]);
	});
});

test('Retry On Fail sends nothing twice, and defers who is quiet in each try', async () => {
	const { sandbox, n8n } = await setUp();
	sandbox.fault({ on: 'send', kind: '503', skip: 1, times: 1 });
	const { error, output } = await n8n.run({
		parameters: parameters(quietInNewYork(), { combine: false, concurrency: 1 }),
		items: items({ to: seattle, message }, { to: `${newYork}, +12065550101`, message }),
		retryOnFail: true,
	});
	expect(error).toBeUndefined();
	expect(jsonOf(output)).toMatchObject([
		{ to: seattle, status: 'accepted' },
		{ to: '+12065550101', status: 'accepted' },
		{ deferred: true, to: newYork },
	]);
	expect(sandbox.history.accepted.map(({ addresses }) => addresses)).toEqual([
		[seattle],
		['+12065550101'],
	]);
});

test('Hours in which a number of several time zones could never be texted fail its item', async () => {
	const { sandbox, n8n } = await setUp();
	const boise = '+12085550100';
	const run = async (timeZone: string) =>
		jsonOf(
			await n8n.execute({
				parameters: parameters({ start: '21:00', end: '20:30', timeZone }),
				items: items({ to: boise, message }),
				onError: 'continueRegularOutput',
			}),
		);
	expect(await run('')).toMatchObject([
		{
			to: boise,
			status: 'failed',
			error: {
				message: expect.stringContaining('area code 208 may be in several time zones') as string,
				maybeSent: false,
			},
		},
	]);
	expect(await run('America/Boise')).not.toMatchObject([{ status: 'failed' }]);
	expect(sandbox.history.rejected).toEqual([]);
});

test('Hours that can’t be read fail their item, and nothing is sent', async () => {
	const { sandbox, n8n } = await setUp();
	const output = await n8n.execute({
		parameters: parameters({ start: 'evening' }),
		items: items({ to: seattle, message }),
		onError: 'continueRegularOutput',
	});
	expect(jsonOf(output)).toMatchObject([
		{
			status: 'failed',
			error: {
				message: expect.stringContaining('"evening" is not a time of day') as string,
				maybeSent: false,
			},
		},
	]);
	expect(sandbox.history.accepted).toEqual([]);
});
