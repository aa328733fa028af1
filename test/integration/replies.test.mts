/** Replies to Send and Wait for Reply: each resumes what waits for it, and what is no answer starts the trigger’s workflow. */
import type { ServerResponse } from 'node:http';
import { call } from '../support/webhookServer.mts';
import { jsonOf, listen, mobile, offline, online } from './support.mts';
import { answer, openConversation, openPolling, outputOf } from './support/conversation.mts';
import { gate } from './support/gate.mts';

const freeText = { responseType: 'freeText' };

/** A trigger with an opt-in word of its own. */
const ownWords = { options: { keywords: { words: { optIn: 'JOIN' } } } };

const sentAt = new Date().toISOString();

/** A callback of AT&T’s with a received message. */
const callback = (Message: string, MessageId = 'msg0', DateTime = sentAt) => ({
	DateTime,
	DestinationAddress: online,
	Message,
	MessageId,
	SenderAddress: `tel:${mobile(0)}`,
});

afterEach(() => {
	jest.restoreAllMocks();
});

describe('A reply to Send and Wait for Reply, received by webhook', () => {
	test('A reply resumes an execution that is just being put to wait', async () => {
		const { sandbox, n8n, ask, text, started } = await openConversation();
		const { passed, open } = gate();
		const asked = ask({}, { beforeStored: async () => await passed });
		await sandbox.until(({ accepted }) => accepted.length === 1);
		const texted = text('yes');
		setTimeout(open, 700);
		const { id } = await asked;
		expect(outputOf(await n8n.resumed(id))).toEqual(answer({ approved: true, text: 'yes' }));
		await texted;
		expect(started()).toEqual([]);
	});

	test('A reply is asked for again if n8n takes long to put the execution to wait', async () => {
		const { sandbox, n8n, listener, ask } = await openConversation();
		const { passed, open } = gate();
		const asked = ask({}, { beforeStored: async () => await passed });
		await sandbox.until(({ accepted }) => accepted.length === 1);
		const now = performance.now.bind(performance);
		let shift = 0;
		jest.spyOn(performance, 'now').mockImplementation(() => now() + shift);
		setTimeout(() => (shift = 9000), 200);
		const early = await listener.call({ body: callback('yes') });
		expect(early.status).toBe(503);
		open();
		const { id } = await asked;
		expect((await listener.call({ body: callback('yes') })).status).toBe(200);
		expect((await n8n.resumed(id)).status).toBe('success');
		expect(listener.executions).toEqual([]);
	});

	test('A reply after the time limit starts the trigger’s workflow', async () => {
		const { n8n, ask, text, started } = await openConversation();
		const { id } = await ask();
		await n8n.timeOut(id);
		await text('yes');
		expect(started()).toEqual(['yes']);
	});

	test('A reply after another reply starts the trigger’s workflow', async () => {
		const { n8n, ask, text, started } = await openConversation();
		const { id } = await ask();
		await text('yes');
		await text('no');
		expect(outputOf(await n8n.resumed(id))).toEqual(answer({ approved: true, text: 'yes' }));
		expect(started()).toEqual(['no']);
	});

	test('A reply to an execution that was deleted starts the trigger’s workflow', async () => {
		const { n8n, ask, text, started } = await openConversation();
		n8n.deleteExecution((await ask()).id);
		await text('yes');
		expect(started()).toEqual(['yes']);
	});

	test('A reply answers the oldest question to the number that it can answer', async () => {
		const { n8n, ask, text, started } = await openConversation();
		const approval = await ask();
		const open = await ask(freeText);
		await text('Twelve');
		expect(outputOf(await n8n.resumed(open.id))).toEqual(answer({ text: 'Twelve' }));
		const later = await ask(freeText);
		await text('yes');
		expect(outputOf(await n8n.resumed(approval.id))).toEqual(
			answer({ approved: true, text: 'yes' }),
		);
		expect(n8n.statusOf(later.id)).toBe('waiting');
		await text('Yes!');
		expect(outputOf(await n8n.resumed(later.id))).toEqual(answer({ text: 'Yes!' }));
		expect(started()).toEqual([]);
	});

	test('Two replies that come together resume one execution alone', async () => {
		const { n8n, listener, ask } = await openConversation();
		const first = await ask();
		const second = await ask();
		await Promise.all([
			listener.call({ body: callback('yes', 'msg1') }),
			listener.call({ body: callback('no', 'msg2') }),
		]);
		const outputs = [
			outputOf(await n8n.resumed(first.id)),
			outputOf(await n8n.resumed(second.id)),
		].map(([item]) => (item?.data as { text: string }).text);
		expect(outputs.sort()).toEqual(['no', 'yes']);
		expect(listener.executions).toEqual([]);
	});

	test('A reply is still an answer after the trigger was unpublished and published again', async () => {
		const { n8n, listener, publish, ask, text } = await openConversation();
		const { id } = await ask();
		await listener.close();
		const again = await publish();
		await text('yes');
		expect(outputOf(await n8n.resumed(id))).toEqual(answer({ approved: true, text: 'yes' }));
		expect(again.executions).toEqual([]);
	});

	test.each(['STOP', 'stop.', 'Unsubscribe', 'HELP', 'Info', 'STOP YES', 'help, stop'])(
		'The reply %s starts the trigger’s workflow and leaves the question open',
		async (keyword) => {
			const { n8n, ask, text, started } = await openConversation();
			const { id } = await ask(freeText);
			await text(keyword);
			expect(started()).toEqual([keyword]);
			expect(n8n.statusOf(id)).toBe('waiting');
		},
	);

	test.each(['START', 'Unstop please', 'JOIN'])(
		'The reply %s, which opts in, starts the trigger’s workflow though the question takes free text',
		async (word) => {
			const { n8n, ask, text, started } = await openConversation(ownWords);
			const { id } = await ask({ ...freeText, options: { clarification: 'How many?' } });
			await text(word);
			expect(started()).toEqual([word]);
			expect(n8n.statusOf(id)).toBe('waiting');
			await text('YES');
			expect(outputOf(await n8n.resumed(id))).toEqual(answer({ text: 'YES' }));
		},
	);

	test('A word of the question that opts in as well is an approval', async () => {
		const { n8n, ask, text, started } = await openConversation({
			options: { keywords: { words: { optIn: 'SI' } } },
		});
		const { id } = await ask();
		await text('SI');
		expect(outputOf(await n8n.resumed(id))).toEqual(answer({ approved: true, text: 'SI' }));
		expect(started()).toEqual([]);
	});

	test('A text from a stranger, or with nobody asked, starts the trigger’s workflow', async () => {
		const { n8n, ask, text, started } = await openConversation();
		await text('YES');
		const { id } = await ask();
		await text('YES', mobile(1));
		expect(started()).toEqual(['YES', 'YES']);
		expect(n8n.statusOf(id)).toBe('waiting');
	});

	test('An unclear reply gets the clarification once for each recipient, and starts the trigger’s workflow', async () => {
		const clarification = 'Please reply YES or NO.';
		const { sandbox, n8n, ask, text, started } = await openConversation();
		const { id } = await ask({
			to: [mobile(0), mobile(1)].join(),
			options: { clarification },
		});
		await text('maybe');
		await text('who knows');
		await text('what?', mobile(1));
		const sent = sandbox.history.accepted.slice(1);
		expect(sent.map(({ addresses, message }) => [message, ...addresses])).toEqual([
			[clarification, mobile(0)],
			[clarification, mobile(1)],
		]);
		expect(started()).toEqual(['maybe', 'who knows', 'what?']);
		expect(n8n.statusOf(id)).toBe('waiting');
	});

	test('The clarification comes from a short code that an expression gives, too', async () => {
		const { sandbox, ask, text } = await openConversation();
		await ask(
			{ shortCode: '={{ $json.code }}', options: { clarification: 'YES or NO?' } },
			{ items: [{ json: { code: Number(online) } }] },
		);
		await text('maybe');
		expect(sandbox.history.accepted.at(-1)?.message).toBe('YES or NO?');
	});

	test('A reply starts the trigger’s workflow, too, if its option says so, with the execution in “answered”', async () => {
		const { n8n, listener, ask, text } = await openConversation({
			options: { sendAndWaitReplies: 'resumeAndStart' },
		});
		const { id } = await ask();
		await text('yes');
		await text('hello');
		expect((await n8n.resumed(id)).status).toBe('success');
		const jsons = listener.executions.flatMap(([items]) => items?.map(({ json }) => json) ?? []);
		expect(jsons).toMatchObject([{ message: 'yes', answered: id }, { message: 'hello' }]);
		expect(jsons[1]).not.toHaveProperty('answered');
	});
});

test('A call of the Test URL answers no question, and starts the test', async () => {
	const { n8n, ask } = await openConversation();
	const { id } = await ask();
	const parameters = { events: ['message'], shortCode: online };
	const test = await listen(n8n, parameters, { test: true });
	await test.call({ body: callback('yes') });
	expect(test.executions.flatMap((run) => jsonOf(run)).map(({ message }) => message)).toEqual([
		'yes',
	]);
	expect(n8n.statusOf(id)).toBe('waiting');
	const url = `${test.base}/att-sms-questions/${online}/webhook`;
	const { body } = await call(url, { body: { action: 'ask' } });
	expect(JSON.parse(body)).toEqual({ attSms: 'rejected', reason: 'invalid' });
});

describe('A reply that n8n takes without saying so in time', () => {
	/** n8n hangs up, and goes on with the execution once it may, as with a concurrency limit. */
	const limited = () => {
		const { passed, open } = gate();
		let calls = 0;
		const beforeResumed = async ({ socket }: ServerResponse) => {
			calls++;
			socket?.destroy();
			await passed;
		};
		return { open, beforeResumed, calls: () => calls };
	};

	test('A reply without an answer in time is asked for again by webhook, is handed over once, and starts nothing', async () => {
		const { open, calls, beforeResumed } = limited();
		const { n8n, listener, ask } = await openConversation({}, { beforeResumed });
		const { id } = await ask();
		expect((await listener.call({ body: callback('yes') })).status).toBe(503);
		expect((await listener.call({ body: callback('yes') })).status).toBe(503);
		open();
		expect(outputOf(await n8n.resumed(id))).toEqual(answer({ approved: true, text: 'yes' }));
		expect((await listener.call({ body: callback('yes') })).status).toBe(200);
		expect(calls()).toBe(1);
		expect(listener.executions).toEqual([]);
	});

	test('A reply without an answer in time starts nothing by polling', async () => {
		const { open, calls, beforeResumed } = limited();
		const { n8n, ask, text, poll } = await openPolling({}, { beforeResumed });
		const { id } = await ask();
		text('yes');
		expect(await poll()).toEqual([]);
		open();
		expect(outputOf(await n8n.resumed(id))).toEqual(answer({ approved: true, text: 'yes' }));
		expect(calls()).toBe(1);
	});
});

describe('A text that AT&T delivers late', () => {
	const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

	test.each([
		['an hour ago', hoursAgo(1)],
		['yesterday, by a clock whose time zone is not known', hoursAgo(50).slice(0, 19)],
	])(
		'A late text doesn’t answer a question that was asked after it was sent, %s',
		async (_, dateTime) => {
			const { n8n, listener, ask } = await openConversation();
			const { id } = await ask();
			await listener.call({ body: callback('yes', 'msg0', dateTime) });
			expect(n8n.statusOf(id)).toBe('waiting');
			expect(listener.executions).toHaveLength(1);
		},
	);

	test('A late text answers a question that may have been asked before, by a clock whose time zone isn’t known', async () => {
		const { n8n, listener, ask } = await openConversation();
		const { id } = await ask();
		await listener.call({ body: callback('yes', 'msg0', hoursAgo(12).slice(0, 19)) });
		expect((await n8n.resumed(id)).status).toBe('success');
		expect(listener.executions).toEqual([]);
	});
});

describe('A reply that AT&T delivers again', () => {
	test('A repeated reply starts nothing, as it has answered a question', async () => {
		const { sandbox, n8n, listener, ask, text } = await openConversation();
		const { id } = await ask();
		sandbox.fault({ on: 'callback', kind: 'ackLost', times: 3 });
		await text('yes');
		expect(sandbox.history.callbacks[0]?.attempts).toHaveLength(4);
		expect((await n8n.resumed(id)).status).toBe('success');
		expect(listener.executions).toEqual([]);
	});

	test('A repeated reply starts nothing while the first delivery is still in flight', async () => {
		const { sandbox, n8n, listener, ask } = await openConversation();
		const { passed, open } = gate();
		const asked = ask({}, { beforeStored: async () => await passed });
		await sandbox.until(({ accepted }) => accepted.length === 1);
		const calls = [1, 2, 3].map(async () => await listener.call({ body: callback('yes') }));
		setTimeout(open, 700);
		const { id } = await asked;
		expect((await n8n.resumed(id)).status).toBe('success');
		expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200, 200]);
		expect(listener.executions).toEqual([]);
	});

	test('A repeated reply doesn’t answer a later question', async () => {
		const { n8n, listener, ask } = await openConversation();
		const first = await ask();
		await listener.call({ body: callback('yes') });
		const second = await ask();
		await listener.call({ body: callback('yes') });
		expect((await n8n.resumed(first.id)).status).toBe('success');
		expect(n8n.statusOf(second.id)).toBe('waiting');
		expect(listener.executions).toEqual([]);
	});
});

/** Ways to write a short code. */
const written = ['22627012.0', '="22627012"', '“22627012”', '+22627012', 'tel:+226-27012'];

test.each(written)('A short code written as %s gets its replies by webhook', async (shortCode) => {
	const { n8n, ask, text, started } = await openConversation({ shortCode });
	const { id } = await ask({ shortCode });
	await text('yes');
	expect(outputOf(await n8n.resumed(id))).toEqual(answer({ approved: true, text: 'yes' }));
	expect(started()).toEqual([]);
});

test.each(written.map((code) => code.replace('27012', '27000')))(
	'A short code written as %s gets its replies by polling',
	async (shortCode) => {
		const { n8n, ask, text, poll } = await openPolling({ shortCode });
		const { id } = await ask({ shortCode });
		text('yes');
		expect(await poll()).toEqual([]);
		expect(outputOf(await n8n.resumed(id))).toEqual(answer({ approved: true, text: 'yes' }));
	},
);

test.each(written)('A short code written as %s sends the clarification', async (shortCode) => {
	const { sandbox, ask, text } = await openConversation({ shortCode });
	await ask({ shortCode, provider: 'oneApi', options: { clarification: 'YES or NO?' } });
	await text('maybe');
	expect(sandbox.history.accepted.at(-1)).toMatchObject({
		message: 'YES or NO?',
		senderAddress: online,
	});
});

describe('A reply to Send and Wait for Reply, received by polling', () => {
	test('A reply resumes the execution, and other messages start the trigger’s workflow', async () => {
		const { n8n, ask, text, poll } = await openPolling();
		const { id } = await ask();
		text('Hello', mobile(1));
		text('y');
		text('STOP');
		expect((await poll()).map(({ message }) => message)).toEqual(['Hello', 'STOP']);
		expect(outputOf(await n8n.resumed(id))).toEqual(answer({ approved: true, text: 'y' }));
	});

	test('A reply resumes an execution that is just being put to wait', async () => {
		const { sandbox, n8n, ask, text, poll } = await openPolling();
		const { passed, open } = gate();
		const asked = ask({}, { beforeStored: async () => await passed });
		await sandbox.until(({ accepted }) => accepted.length === 1);
		text('yes');
		setTimeout(open, 700);
		expect(await poll()).toEqual([]);
		const { id } = await asked;
		expect(outputOf(await n8n.resumed(id))).toEqual(answer({ approved: true, text: 'yes' }));
	});

	test('A reply that opts in starts the trigger’s workflow though the question takes free text', async () => {
		const { n8n, ask, text, poll } = await openPolling(ownWords);
		const { id } = await ask(freeText);
		for (const word of ['START', 'UNSTOP', 'join!']) text(word);
		expect((await poll()).map(({ message }) => message)).toEqual(['START', 'UNSTOP', 'join!']);
		text('Yes');
		expect(await poll()).toEqual([]);
		expect(outputOf(await n8n.resumed(id))).toEqual(answer({ text: 'Yes' }));
	});

	test('A reply starts the trigger’s workflow with an error that says so if n8n can’t reach itself', async () => {
		const { n8n, listener, ask, text, poll } = await openPolling();
		const { id } = await ask();
		await listener.close();
		text('yes');
		expect(await poll()).toMatchObject([
			{
				message: 'yes',
				answerError: { message: expect.stringContaining('WEBHOOK_URL'), execution: id },
			},
		]);
		expect(n8n.statusOf(id)).toBe('waiting');
	});

	test('A reply is the reason that a test in the editor shows if nothing else came', async () => {
		const { n8n, ask, text, pollManually } = await openPolling();
		const { id } = await ask();
		text('yes');
		await expect(pollManually()).rejects.toThrow(
			"The message answered a question of Send and Wait for Reply, so the workflow wasn't started. To start it too, change the option Replies to Send and Wait",
		);
		expect((await n8n.resumed(id)).status).toBe('success');
	});

	test('A reply is an answer after a restart, though a poll saved static data as it was at publishing', async () => {
		const { sandbox, n8n, parameters, ask } = await openPolling({
			options: { senderRateLimit: { limit: { messages: 9, minutes: 10 } } },
		});
		const active = await n8n.activate({ parameters });
		const { id } = await ask();
		for (const message of ['STOP', 'Hello', 'STOP']) {
			sandbox.text({ from: mobile(1), to: offline, message });
			await active.attempt();
		}
		expect(n8n.staticData.senders).toEqual(expect.any(String));
		expect(JSON.parse(String(n8n.staticData.questions))).toMatchObject([
			{ id: expect.stringMatching(`^${id}/`) },
		]);
	});

	test('A reply from a caller that isn’t the trigger itself isn’t accepted', async () => {
		const { n8n, listener, ask } = await openPolling();
		const { id } = await ask();
		const replies = [{ from: mobile(0), text: 'yes', shortCode: offline }];
		for (const signature of [
			'',
			`${Date.now()}.${'0'.repeat(64)}`,
			`${Date.now()}.`,
			`NaN.${'0'.repeat(64)}`,
			`${Date.now()}.${'é'.repeat(32)}`,
			`${Date.now()}.${'é'.repeat(64)}`,
		]) {
			const { body } = await call(`${listener.base}/att-sms-questions/${offline}/polling`, {
				headers: { 'x-att-sms-signature': signature },
				body: { action: 'answer', replies },
			});
			expect(JSON.parse(body)).toEqual({ attSms: 'rejected', reason: 'unauthorized' });
		}
		expect(n8n.statusOf(id)).toBe('waiting');
	});
});
