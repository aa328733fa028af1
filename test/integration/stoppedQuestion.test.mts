/** A Send and Wait for Reply that is stopped: nothing is sent after that, and a reply answers nothing. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/types.mts';
import { jsonOf, mobile, mobiles } from './support.mts';
import { openConversation, openPolling } from './support/conversation.mts';

const byLink = { options: { replyBy: 'textOrLink' } };

const requestsOf = ({ history }: Sandbox): number =>
	history.wire.filter(({ direction, operation }) => direction === 'in' && operation === 'send')
		.length;

type Conversation = Awaited<ReturnType<typeof openConversation>>;

/** Asks, and stops the execution once the gateway has got that many requests. */
const stopWhileSending = async (
	{ sandbox, ask }: Conversation,
	parameters: INodeParameters,
	requests: number,
) => {
	const stop = new AbortController();
	const asking = ask(parameters, { abortSignal: stop.signal });
	await sandbox.until(() => requestsOf(sandbox) >= requests, 60_000);
	stop.abort();
	const result = await asking;
	expect(result.stored?.status).toBe('canceled');
	return result;
};

/** Expects that no request comes any more, once those in flight have arrived. */
const expectSilence = async (sandbox: Sandbox): Promise<void> => {
	await sleep(300);
	const before = requestsOf(sandbox);
	await sleep(700);
	expect(requestsOf(sandbox)).toBe(before);
};

describe('Send and Wait for Reply that is stopped while it asks', () => {
	test('An execution that is stopped while its question is in flight doesn’t wait, and a late reply starts the trigger’s workflow', async () => {
		const conversation = await openConversation();
		const { sandbox, n8n, text, started } = conversation;
		sandbox.fault({ on: 'send', kind: 'timeoutAfter', times: 1 });
		const { id } = await stopWhileSending(conversation, {}, 1);
		await expectSilence(sandbox);
		expect(requestsOf(sandbox)).toBe(1);
		await text('yes');
		expect(started()).toEqual(['yes']);
		expect(n8n.statusOf(id)).toBe('canceled');
	});

	test('An execution that is stopped between two tries sends its question no more', async () => {
		const conversation = await openConversation();
		const { sandbox, text, started } = conversation;
		sandbox.fault({ on: 'send', kind: '503', times: Infinity });
		await stopWhileSending(conversation, {}, 2);
		await sandbox.clearFaults();
		await expectSilence(sandbox);
		expect(sandbox.history.accepted).toEqual([]);
		await text('yes');
		expect(started()).toEqual(['yes']);
	});

	test('An execution that is stopped while it asks many by link asks no others', async () => {
		const to = mobiles(60);
		const conversation = await openConversation();
		const { sandbox } = conversation;
		sandbox.configure({ latencyMs: 100 });
		await stopWhileSending(conversation, { to: to.join(), ...byLink }, 12);
		await expectSilence(sandbox);
		expect(sandbox.history.accepted.length).toBeLessThan(to.length);
	});
});

describe('Send and Wait for Reply that is stopped while it waits', () => {
	test('A reply by webhook to a stopped execution starts the trigger’s workflow', async () => {
		const { sandbox, n8n, ask, text, started } = await openConversation();
		const { id } = await ask();
		n8n.stopExecution(id);
		await text('yes');
		expect(started()).toEqual(['yes']);
		await text('no');
		expect(started()).toEqual(['yes', 'no']);
		expect(n8n.statusOf(id)).toBe('canceled');
		expect(sandbox.history.accepted).toHaveLength(1);
	});

	test('A reply by polling to a stopped execution starts the trigger’s workflow', async () => {
		const { n8n, ask, text, poll } = await openPolling();
		const { id } = await ask();
		n8n.stopExecution(id);
		text('yes');
		expect((await poll()).map(({ message }) => message)).toEqual(['yes']);
		expect(n8n.statusOf(id)).toBe('canceled');
	});

	test('A reply answers the question of another execution if the one that asked first was stopped', async () => {
		const { n8n, ask, text, started } = await openConversation();
		const stopped = await ask();
		const other = await ask();
		n8n.stopExecution(stopped.id);
		await text('yes');
		expect(jsonOf((await n8n.resumed(other.id)).output)).toMatchObject([
			{ data: { approved: true, text: 'yes', from: mobile(0) } },
		]);
		expect(started()).toEqual([]);
	});

	test('An unclear reply to a stopped execution gets no clarification', async () => {
		const { sandbox, n8n, ask, text, started } = await openConversation();
		const { id } = await ask({ options: { clarification: 'YES or NO?' } });
		n8n.stopExecution(id);
		await text('maybe');
		expect(started()).toEqual(['maybe']);
		expect(sandbox.history.accepted).toHaveLength(1);
	});

	test('The link of a stopped execution answers nothing', async () => {
		const { sandbox, n8n, ask } = await openConversation();
		const { id } = await ask(byLink);
		n8n.stopExecution(id);
		const link = sandbox.history.accepted[0]?.message.split('\n')[1] ?? '';
		const body = new URLSearchParams({ answer: 'approve' });
		expect((await fetch(link, { method: 'POST', body })).status).toBe(409);
		expect(n8n.statusOf(id)).toBe('canceled');
	});
});
