import { closeAll, startClient } from '../support/client.mts';

afterEach(closeAll);

const one = 'tel:+12065550100';

describe('The throttle', () => {
	test('The set number of requests is accepted in any second of the sandbox’s clock', async () => {
		let time = 0;
		const { sandbox, sendV2 } = await startClient({ throttlePerSecond: 2, now: () => time });
		const at = async (ms: number) => {
			time = ms;
			return (await sendV2(one)).http;
		};
		expect([await at(0), await at(600), await at(700)]).toEqual([201, 201, 403]);
		expect([await at(999), await at(1000), await at(1100)]).toEqual([403, 201, 403]);
		expect([await at(1600), await at(1700)]).toEqual([201, 403]);
		expect(sandbox.history.accepted.length).toBe(4);
		expect(sandbox.history.rejected.map(({ code, reason }) => [code, reason])).toEqual(
			Array.from({ length: 4 }, () => ['POL0001', 'throttle']),
		);
	});

	test('Operations that aren’t counted aren’t throttled, and the throttle can be turned off', async () => {
		const { sandbox, sendV2, inboxV2 } = await startClient({
			throttlePerSecond: 1,
			throttleOn: ['inbox'],
			now: () => 0,
		});
		for (let n = 0; n < 3; n++) expect((await sendV2(one)).http).toBe(201);
		expect((await inboxV2()).http).toBe(200);
		const rejected = await inboxV2();
		expect(rejected.http).toBe(403);
		expect(rejected.json.RequestError.PolicyException.Text).toMatch(/too many requests/);
		sandbox.configure({ throttlePerSecond: null });
		expect((await inboxV2()).http).toBe(200);
	});
});

describe('Latency', () => {
	test('Latency delays the response, not the processing', async () => {
		const { sandbox, sendV2 } = await startClient({ latencyMs: 200 });
		const answer = sendV2(one);
		await sandbox.until(({ accepted }) => accepted.length === 1);
		expect(sandbox.history.accepted[0]?.clientSaw).toBe('inFlight');
		expect((await answer).http).toBe(201);
		expect(sandbox.history.accepted[0]?.clientSaw).toBe('answered');
	});

	test('The history shows a client that left before its response', async () => {
		const { sandbox, api } = await startClient({ latencyMs: 60_000 });
		const leave = new AbortController();
		const json = { Address: one, Message: 'Hello' };
		const answer = api('/rest/sms/2/messaging/outbox', { json, signal: leave.signal });
		await sandbox.until(({ accepted }) => accepted.length === 1);
		leave.abort();
		await expect(answer).rejects.toThrow();
		await sandbox.until(({ accepted }) => accepted[0]?.clientSaw === 'aborted');
	});
});
