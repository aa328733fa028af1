import type { INodeParameters } from 'n8n-workflow';
import { createN8n } from '../support/n8nContexts.mts';
import {
	asked,
	expectNow,
	inboxFields,
	jsonOf,
	mobile,
	offline,
	online,
	setUp,
} from './support.mts';

const polling = (parameters: INodeParameters = {}): INodeParameters => ({
	receiveMode: 'polling',
	shortCode: offline,
	...parameters,
});

const at = (...item: INodeParameters[]): INodeParameters => polling({ pollTimes: { item } });
const cron = (cronExpression: string): INodeParameters => ({ mode: 'custom', cronExpression });
const every = (value: number, unit: string): INodeParameters => ({ mode: 'everyX', value, unit });

describe('A poll', () => {
	test('All messages that wait come out, in order', async () => {
		const { sandbox, n8n } = await setUp({ inboxPageSize: 10 });
		const texts = Array.from({ length: 35 }, (_, n) => `Text ${n}`);
		texts.forEach((message, n) => sandbox.text({ from: mobile(n), to: offline, message }));

		const output = await n8n.poll({ parameters: polling() });

		expect(output).toHaveLength(1);
		expect(jsonOf(output)).toEqual(
			texts.map((message, n) =>
				expect.objectContaining({
					event: 'message',
					message,
					senderAddress: mobile(n),
					destinationAddress: offline,
				}),
			),
		);
		expect(sandbox.history.inboxReads.map(({ pending }) => pending)).toEqual([25, 15, 5, 0]);
		expect(sandbox.history.mo.every(({ state }) => state === 'read')).toBe(true);
	});

	test('The fields of a message come out in the order of need, without those that AT&T leaves empty', async () => {
		const { sandbox, n8n } = await setUp();
		const before = Date.now();
		sandbox.text({ from: mobile(0), to: offline, message: 'Hello' });
		const [json = {}] = jsonOf(await n8n.poll({ parameters: polling() }));
		expect(Object.keys(json)).toEqual(inboxFields);
		expectNow(json.receivedAt, before);
	});

	test('A poll of an empty inbox starts nothing', async () => {
		const { sandbox, n8n } = await setUp();
		expect(await n8n.poll({ parameters: polling() })).toBeNull();
		expect(sandbox.history.inboxReads).toHaveLength(1);
	});

	test('Each message comes out once', async () => {
		const { sandbox, n8n } = await setUp();
		sandbox.text({ from: mobile(0), to: offline, message: 'first' });
		const first = await n8n.poll({ parameters: polling() });
		sandbox.text({ from: mobile(0), to: offline, message: 'second' });
		const second = await n8n.poll({ parameters: polling() });
		expect(jsonOf(first).map(({ message }) => message)).toEqual(['first']);
		expect(jsonOf(second).map(({ message }) => message)).toEqual(['second']);
		expect(await n8n.poll({ parameters: polling() })).toBeNull();
	});

	test('Without Simplify, items are the gateway’s own objects', async () => {
		const { sandbox, n8n } = await setUp();
		sandbox.text({ from: mobile(0), to: offline, message: 'Hello' });
		const output = await n8n.poll({ parameters: polling({ options: { simplify: false } }) });
		expect(jsonOf(output)).toEqual([
			{ MessageId: 'msg0', Message: 'Hello', SenderAddress: 'tel:2065550100' },
		]);
	});

	test('A poll that fails goes to the error workflow, in AT&T’s words', async () => {
		const { n8n } = await setUp();
		const parameters = polling({ shortCode: '99999' });
		await expect(n8n.poll({ parameters })).rejects.toMatchObject({
			message: expect.stringContaining('AT&T rejected the request: POL0002'),
			description: expect.stringContaining('Nothing was read from the inbox'),
		});
	});

	test('A poll for a short code with a listener is rejected in AT&T’s words', async () => {
		const { n8n } = await setUp();
		const parameters = polling({ shortCode: online });
		await expect(n8n.poll({ parameters })).rejects.toThrow('AT&T rejected the request: SVC0002');
	});

	test.each(['', 'hello', '+12065550100'])(
		'The error of a poll for “%s”, which isn’t a short code, names the field',
		async (shortCode) => {
			const { sandbox, n8n } = await setUp();
			await expect(n8n.poll({ parameters: polling({ shortCode }) })).rejects.toThrow(
				'Short Code: ',
			);
			expect(asked(sandbox, 'inbox')).toEqual([]);
		},
	);

	describe('By hand, in the editor', () => {
		test('A poll in the editor takes the messages from the inbox, too', async () => {
			const { sandbox, n8n } = await setUp();
			sandbox.text({ from: mobile(0), to: offline, message: 'Hello' });
			const output = await n8n.poll({ parameters: polling(), mode: 'manual' });
			expect(jsonOf(output)).toEqual([expect.objectContaining({ message: 'Hello' })]);
			expect(sandbox.history.mo.map(({ state }) => state)).toEqual(['read']);
		});

		test('A poll in the editor reads whatever the schedule', async () => {
			const { sandbox, n8n } = await setUp();
			sandbox.text({ from: mobile(0), to: offline, message: 'Hello' });
			const output = await n8n.poll({ parameters: at({ mode: 'everyHour' }), mode: 'manual' });
			expect(jsonOf(output)).toEqual([expect.objectContaining({ message: 'Hello' })]);
		});

		test('A poll in the editor ends with an item that says why if a later page fails', async () => {
			const { sandbox, n8n } = await setUp({ inboxPageSize: 1 });
			for (const message of ['One', 'Two']) sandbox.text({ from: mobile(0), to: offline, message });
			sandbox.fault({ on: 'inbox', kind: '500', skip: 1 });
			const output = await n8n.poll({ parameters: polling(), mode: 'manual' });
			expect(jsonOf(output)).toEqual([
				expect.objectContaining({ message: 'One' }),
				{
					shortCode: offline,
					status: 'failed',
					error: expect.objectContaining({
						message: expect.stringContaining('AT&T returned a server error'),
						description: expect.stringContaining('AT&T deletes messages'),
						kind: 'serverError',
						mayHaveBeenProcessed: true,
						httpStatus: 500,
					}),
				},
			]);
		});

		test('Without a credential, the error says that nothing was read', async () => {
			const n8n = await createN8n();
			await expect(n8n.poll({ parameters: polling(), mode: 'manual' })).rejects.toMatchObject({
				message: expect.stringContaining('credentials'),
				context: { data: { kind: 'unexpected', mayHaveBeenProcessed: false } },
			});
		});

		test('The error of an empty inbox asks whether the short code is offline, and names the sample data', async () => {
			const { n8n } = await setUp();
			await expect(n8n.poll({ parameters: polling(), mode: 'manual' })).rejects.toMatchObject({
				message: expect.stringMatching(
					/No messages wait for short code 22627000\..*offline\?.*Use Sample Data When Testing/,
				),
				context: { data: { kind: 'emptyInbox', mayHaveBeenProcessed: false } },
			});
		});

		describe('With sample data', () => {
			const parameters = polling({ options: { sampleData: true } });

			test('Sample data is like the messages of an inbox, and nothing is read', async () => {
				const { sandbox, n8n } = await setUp();
				sandbox.text({ from: mobile(0), to: offline, message: 'Hello' });
				const [sample = {}, ...others] = jsonOf(await n8n.poll({ parameters, mode: 'manual' }));
				expect(asked(sandbox, 'inbox')).toEqual([]);

				const [received = {}] = jsonOf(await n8n.poll({ parameters: polling() }));
				expect(Object.keys(sample)).toEqual([...Object.keys(received), 'sample']);
				expect([sample, ...others].every((item) => item.sample === true)).toBe(true);
				expect(sample).toMatchObject({ event: 'message', destinationAddress: offline });
				expect(sample.senderAddress).toMatch(/^\+1206555/);
				expect([sample, ...others].map(({ keyword }) => keyword)).toEqual([null, 'optOut']);
			});

			test('Without Simplify, sample data is like AT&T’s own objects', async () => {
				const { n8n } = await setUp();
				const raw = polling({ options: { sampleData: true, simplify: false } });
				const [sample] = jsonOf(await n8n.poll({ parameters: raw, mode: 'manual' }));
				expect(Object.keys(sample ?? {})).toEqual(['MessageId', 'Message', 'SenderAddress']);
			});

			test('A published workflow reads the inbox all the same', async () => {
				const { sandbox, n8n } = await setUp();
				sandbox.text({ from: mobile(0), to: offline, message: 'Hello' });
				const active = await n8n.activate({ parameters });
				expect(jsonOf(active.firstPoll)).toEqual([expect.objectContaining({ message: 'Hello' })]);
				await active.deactivate();
			});
		});
	});
});

describe('A published workflow that polls', () => {
	test('A published workflow reads at once, then every 5 minutes, and has no webhook but the one for questions', async () => {
		const { sandbox, n8n } = await setUp();
		sandbox.text({ from: mobile(0), to: offline, message: 'waiting' });

		const active = await n8n.activate({ parameters: polling() });

		expect(jsonOf(active.firstPoll)).toEqual([expect.objectContaining({ message: 'waiting' })]);
		expect(active.schedule).toEqual([expect.stringMatching(/^\d+ \*\/5 \* \* \* \*$/)]);
		expect(active.webhooks).toEqual([
			{ method: 'POST', path: `att-sms-questions/${offline}/polling` },
		]);

		sandbox.text({ from: mobile(1), to: offline, message: 'later' });
		expect(jsonOf(await active.poll())).toEqual([expect.objectContaining({ message: 'later' })]);
		expect(await active.poll()).toBeNull();
		await active.deactivate();
	});

	test('A published workflow that polls takes no callback', async () => {
		const { n8n } = await setUp();
		const listener = await n8n.listen({ parameters: polling() });
		expect(listener.url).toMatch(/att-sms-questions/);
		const answer = await listener.call({ body: {} });
		expect(JSON.parse(answer.body)).toEqual({ attSms: 'rejected', reason: 'invalid' });
		expect(listener.executions).toEqual([]);
		await listener.close();
	});

	describe.each<[string, INodeParameters[]]>([
		['every minute', [{ mode: 'everyMinute' }]],
		['every 5 minutes', [every(5, 'minutes')]],
		['every 20 minutes', [every(20, 'minutes')]],
		['every 25 minutes', [every(25, 'minutes')]],
		['at minutes 0, 25 and 50', [cron('0,25,50 * * * *')]],
		[
			'three times an hour by three times',
			[
				{ mode: 'everyHour', minute: 0 },
				{ mode: 'everyHour', minute: 25 },
				{ mode: 'everyHour', minute: 40 },
			],
		],
		['at day and at night by two times', [cron('*/5 6-21 * * *'), cron('*/20 0-5,22,23 * * *')]],
		['with seconds', [cron('30 */10 * * * *')]],
	])('Poll times: %s', (_, times) => {
		test('A workflow that polls often enough is published', async () => {
			const { sandbox, n8n } = await setUp();
			const active = await n8n.activate({ parameters: at(...times) });
			expect(active.schedule).toHaveLength(times.length);
			expect(sandbox.history.inboxReads).toHaveLength(1);
		});
	});

	describe.each<[string, INodeParameters[]]>([
		['never', []],
		['every 26 minutes', [every(26, 'minutes')]],
		['every 30 minutes', [every(30, 'minutes')]],
		['at every half hour', [cron('0,30 * * * *')]],
		['every 31 minutes', [every(31, 'minutes')]],
		['every 45 minutes', [every(45, 'minutes')]],
		['every hour', [{ mode: 'everyHour' }]],
		['every 2 hours', [every(2, 'hours')]],
		['every day', [{ mode: 'everyDay', hour: 9, minute: 0 }]],
		['every week', [{ mode: 'everyWeek', hour: 9, minute: 0, weekday: '1' }]],
		['every month', [{ mode: 'everyMonth', hour: 9, minute: 0, dayOfMonth: 1 }]],
		['by day only', [cron('*/5 8-18 * * *')]],
		['on weekdays only', [cron('*/5 * * * 1-5')]],
		['in January only', [cron('*/5 * * 1 *')]],
		['in each month’s first days only', [cron('*/5 * 1-3 * *')]],
		['twice an hour, unevenly', [cron('0,25 * * * *')]],
	])('Poll times: %s', (_, times) => {
		test('A workflow that polls too rarely isn’t published, as AT&T deletes what isn’t read, and nothing is read', async () => {
			const { sandbox, n8n } = await setUp();
			sandbox.text({ from: mobile(0), to: offline, message: 'Hello' });
			await expect(n8n.activate({ parameters: at(...times) })).rejects.toMatchObject({
				message: expect.stringMatching(/more than 25 minutes.*AT&T deletes/),
			});
			expect(asked(sandbox, 'inbox')).toEqual([]);
			expect(sandbox.history.mo.map(({ state }) => state)).toEqual(['waiting']);
		});
	});

	test('The error of a poll time that can’t be read names it', async () => {
		const { n8n } = await setUp();
		const parameters = at(cron('whenever'));
		await expect(n8n.activate({ parameters })).rejects.toThrow(/".*whenever.*" in Poll Times/);
	});

	test('A workflow with a wrong credential isn’t published, and the error has AT&T’s words', async () => {
		const { n8n } = await setUp({}, { appSecret: 'wrong' });
		await expect(n8n.activate({ parameters: polling() })).rejects.toThrow('invalid_client');
	});
});
