/** The clock is set ahead or back while an operation waits: that neither ends nor prolongs the wait. */
import type { INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/types.mts';
import { jsonOf, mobile, offline, online, setUp } from './support.mts';
import { answer, openConversation, openPolling, outputOf } from './support/conversation.mts';
import { gate } from './support/gate.mts';

const hourMs = 3_600_000;

/** The clock of the nodes, and by how much it is wrong, in ms. */
const openClock = () => {
	const { now } = Date;
	let shift = 0;
	jest.spyOn(Date, 'now').mockImplementation(() => now() + shift);
	return { set: (ms: number) => (shift = ms) };
};

afterEach(() => {
	jest.restoreAllMocks();
});

const directions: Array<[string, number]> = [
	['ahead', hourMs],
	['back', -hourMs],
];

type On = 'send' | 'status' | 'inbox';

/** Sets the clock once the gateway has answered the first request by a 503. */
const setDuringOutage = async (sandbox: Sandbox, on: On, times: number, ms: number) => {
	const clock = openClock();
	const fault = sandbox.fault({ on, kind: '503', times });
	await sandbox.until(() => fault.hits > 0, 60_000);
	clock.set(ms);
	return fault;
};

const reads: Array<[string, On, INodeParameters]> = [
	['Get Delivery Status', 'status', { operation: 'getStatus' }],
	['Get Inbox', 'inbox', { operation: 'getInbox', shortCode: offline }],
];
const cases = reads.flatMap(([name, on, parameters]) =>
	directions.map(([direction, ms]) => [direction, name, on, parameters, ms] as const),
);

describe('A clock that is set while an operation retries', () => {
	test.each(cases)(
		'A clock that is set %s while %s retries doesn’t keep it from trying again',
		async (_, __, on, parameters, ms) => {
			const { sandbox, n8n } = await setUp();
			sandbox.text({ from: mobile(0), to: offline, message: 'Hello' });
			const [sent] = jsonOf(
				await n8n.execute({ parameters: { operation: 'send', to: mobile(0), message: 'Hi' } }),
			);
			const messageId = String(sent?.messageId);
			const [fault, output] = await Promise.all([
				setDuringOutage(sandbox, on, 2, ms),
				n8n.execute({ parameters: { ...parameters, messageId, options: { maxRetryTime: 600 } } }),
			]);
			expect(fault.hits).toBe(2);
			expect(jsonOf(output)).toMatchObject([
				on === 'status' ? { messageId } : { message: 'Hello' },
			]);
		},
	);

	test.each(cases)(
		'A clock that is set %s while %s retries doesn’t have it retry for longer',
		async (_, __, on, parameters, ms) => {
			const { sandbox, n8n } = await setUp();
			const options = { maxRetryTime: 1 };
			const [, { error }] = await Promise.all([
				setDuringOutage(sandbox, on, Infinity, ms),
				n8n.run({ parameters: { ...parameters, messageId: 'SMS1', options } }),
			]);
			expect(error?.context).toMatchObject({ data: { kind: 'unavailable' } });
		},
	);

	test.each(directions)(
		'A clock that is set %s while a question is asked keeps neither the question nor its reply from arriving',
		async (_, ms) => {
			const { sandbox, n8n, ask, text, started } = await openConversation();
			const [, { id, status }] = await Promise.all([
				setDuringOutage(sandbox, 'send', 2, ms),
				ask({ options: { maxRetryTime: 600 } }),
			]);
			expect(status).toBe('waiting');
			await text('yes');
			expect(outputOf(await n8n.resumed(id))).toEqual(answer({ approved: true, text: 'yes' }));
			expect(started()).toEqual([]);
		},
	);
});

describe('A clock that is set while Send and Wait for Reply waits', () => {
	test.each(directions)('A reply is an answer though the clock was set %s', async (_, ms) => {
		const clock = openClock();
		const { n8n, ask, text, started } = await openConversation();
		const { id } = await ask();
		clock.set(ms);
		await text('yes');
		expect(outputOf(await n8n.resumed(id))).toEqual(answer({ approved: true, text: 'yes' }));
		expect(started()).toEqual([]);
	});

	test('A reply is an answer by a callback that names its time zone though the clock was ahead when the question was asked', async () => {
		const clock = openClock();
		const { n8n, listener, ask } = await openConversation();
		clock.set(hourMs);
		const { id } = await ask();
		clock.set(0);
		await listener.call({
			body: {
				DateTime: new Date().toISOString(),
				DestinationAddress: online,
				Message: 'yes',
				MessageId: 'msg0',
				SenderAddress: `tel:${mobile(0)}`,
			},
		});
		expect(listener.executions).toEqual([]);
		expect(outputOf(await n8n.resumed(id))).toEqual(answer({ approved: true, text: 'yes' }));
	});

	test.each([
		['ahead', 45_000],
		['back', -hourMs],
	])(
		'A reply by polling is an answer though the clock is set %s while n8n puts the execution to wait',
		async (_, ms) => {
			const clock = openClock();
			const { sandbox, n8n, ask, text, poll } = await openPolling();
			const { passed, open } = gate();
			const asked = ask({}, { beforeStored: async () => await passed });
			await sandbox.until(({ accepted }) => accepted.length === 1);
			text('yes');
			setTimeout(() => clock.set(ms), 300);
			setTimeout(open, 1500);
			expect(await poll()).toEqual([]);
			const { id } = await asked;
			expect(outputOf(await n8n.resumed(id))).toEqual(answer({ approved: true, text: 'yes' }));
		},
	);

	test('A callback is asked for again after the usual time though the clock is set back while n8n puts the execution to wait', async () => {
		const clock = openClock();
		const { sandbox, n8n, listener, ask } = await openConversation();
		const { passed, open } = gate();
		const asked = ask({}, { beforeStored: async () => await passed });
		await sandbox.until(({ accepted }) => accepted.length === 1);
		const body = {
			DestinationAddress: online,
			Message: 'yes',
			MessageId: 'msg0',
			SenderAddress: `tel:${mobile(0)}`,
		};
		setTimeout(() => clock.set(-hourMs), 300);
		expect((await listener.call({ body })).status).toBe(503);
		open();
		const { id } = await asked;
		expect((await listener.call({ body })).status).toBe(200);
		expect((await n8n.resumed(id)).status).toBe('success');
		expect(listener.executions).toEqual([]);
	});
});
