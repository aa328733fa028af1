/** Send and Wait for Reply: the question is sent once, and what comes out is the answer to it. */
import { call } from '../support/webhookServer.mts';
import { items, jsonOf, mobile, online, setUp, stored } from './support.mts';
import {
	answer,
	asking,
	openConversation,
	outputOf,
	question,
	signedPath,
} from './support/conversation.mts';

const texts = ({ history }: { history: { accepted: Array<{ message: string }> } }) =>
	history.accepted.map(({ message }) => message);

describe('Send and Wait for Reply', () => {
	test('An execution waits for the reply, and puts it out', async () => {
		const { sandbox, n8n, ask, text, started } = await openConversation();
		const { id, status } = await ask();
		expect(status).toBe('waiting');
		expect(texts(sandbox)).toEqual([question]);
		await text('Yes, please');
		const resumed = await n8n.resumed(id);
		expect(resumed.status).toBe('success');
		expect(outputOf(resumed)).toEqual(answer({ approved: true, text: 'Yes, please' }));
		expect(started()).toEqual([]);
	});

	test('Several items are rejected before anything is sent, and the error names Loop Over Items', async () => {
		const { sandbox, ask } = await openConversation();
		const { error } = await ask({}, { items: items({ n: 1 }, { n: 2 }) });
		expect(error?.message).toMatch('2 items');
		expect(error?.description).toMatch('Loop Over Items');
		expect(texts(sandbox)).toEqual([]);
	});

	test.each([
		['in Chinese', '请回复'.repeat(150)],
		['of 4,000 characters', 'a '.repeat(1999)],
	])('The error of a clarification %s says that it is too long', async (_, clarification) => {
		const { sandbox, ask } = await openConversation();
		const { error } = await ask({ options: { clarification } });
		expect(error?.message).toMatch(/Clarification.*too long/);
		expect(error?.description).toMatch('Nothing was sent');
		expect(texts(sandbox)).toEqual([]);
	});

	test('Without an answer in time, the fields of the input come out, and that it timed out', async () => {
		const { n8n, ask } = await openConversation();
		const { id } = await ask({}, { items: items({ order: 7, data: 'overwritten' }) });
		const { output } = await n8n.timeOut(id);
		expect(jsonOf(output)).toEqual([{ order: 7, data: { answered: false, timedOut: true } }]);
	});

	test('The first reply of several recipients is accepted, with its sender', async () => {
		const { sandbox, n8n, ask, text, started } = await openConversation();
		const { id } = await ask({ to: `${mobile(0)}, ${mobile(1)}` });
		expect(sandbox.history.accepted[0]?.addresses).toEqual([mobile(0), mobile(1)]);
		await text('No', mobile(1));
		await text('Yes', mobile(0));
		expect(outputOf(await n8n.resumed(id))).toEqual(
			answer({ approved: false, text: 'No', from: mobile(1) }),
		);
		expect(started()).toEqual(['Yes']);
	});

	test('A question that no trigger took is asked by a retry from the list', async () => {
		const { sandbox, ask } = await openConversation();
		const failed = await ask({ shortCode: '55555' });
		expect(failed.error?.context).toMatchObject({ data: { kind: 'noTrigger' } });
		const retryOf = stored(failed.run);
		retryOf.data.executionData!.nodeExecutionStack[0]!.node.parameters.shortCode = online;
		expect((await ask({}, { retryOf })).status).toBe('waiting');
		expect(texts(sandbox)).toEqual([question]);
	});

	test('Nothing is sent if no trigger is published for the short code', async () => {
		const { sandbox, ask } = await openConversation();
		const { error } = await ask({ shortCode: '55555' });
		expect(error?.message).toMatch('No AT&T SMS Trigger is published for short code 55555');
		expect(error?.context).toMatchObject({ data: { kind: 'noTrigger', maybeSent: false } });
		expect(texts(sandbox)).toEqual([]);
	});

	test('Nothing is sent if the trigger leaves its replies alone', async () => {
		const { sandbox, ask } = await openConversation({ options: { sendAndWaitReplies: 'ignore' } });
		const { error } = await ask();
		expect(error?.context).toMatchObject({ data: { kind: 'noTrigger' } });
		expect(texts(sandbox)).toEqual([]);
	});

	test('Nothing is sent, and the error says why, if n8n can’t be reached by its own URL', async () => {
		const { sandbox, n8n } = await setUp();
		const { error } = await n8n.run({ parameters: asking() });
		expect(error?.context).toMatchObject({ data: { kind: 'unreachable', maybeSent: false } });
		expect(error?.description).toMatch('Set WEBHOOK_URL');
		expect(texts(sandbox)).toEqual([]);
	});

	test('A question is asked by loopback if n8n’s public URL leads nowhere', async () => {
		const { n8n, ask, text } = await openConversation({}, { publicHost: 'n8n.invalid' });
		const { id, error } = await ask();
		expect(error).toBeUndefined();
		await text('OK');
		expect(outputOf(await n8n.resumed(id))).toEqual(answer({ approved: true, text: 'OK' }));
	});

	test('The error names the empty Short Code of a trigger in webhook mode, which takes no questions', async () => {
		const { sandbox, ask } = await openConversation({ shortCode: '' });
		const { error } = await ask();
		expect(error?.context).toMatchObject({ data: { kind: 'noTrigger' } });
		expect(error?.description).toMatch('A trigger with an empty Short Code');
		expect(texts(sandbox)).toEqual([]);
	});

	test('A question has n8n log no error for a path that no trigger has registered, and one look at a running execution', async () => {
		const { listener, ask } = await openConversation();
		const { id } = await ask();
		await ask({ shortCode: '55555' });
		expect(listener.unknown).toEqual([]);
		expect(listener.tooEarly).toEqual([`GET ${id}`]);
	});
});

describe('Send and Wait for Reply as the human review of a tool', () => {
	/** n8n adds what the model asks for to the fields of the agent’s item. */
	const review = {
		asReview: true,
		items: items({ chatInput: 'Refund me', approved: true, toolCallId: '1', toolParameters: {} }),
	};

	test('A reply approves the tool call', async () => {
		const { n8n, ask, text } = await openConversation();
		const { id, status } = await ask({}, review);
		expect(status).toBe('waiting');
		await text('yes');
		expect(outputOf(await n8n.resumed(id))).toEqual(answer({ approved: true, text: 'yes' }));
	});

	test('Without a reply in time the tool call isn’t approved, whatever the agent’s item and the model say', async () => {
		const { n8n, ask } = await openConversation();
		const { id } = await ask({}, review);
		const { output } = await n8n.timeOut(id);
		// n8n takes `approved` and `chatInput` at the top for the reviewer’s.
		expect(jsonOf(output)).toEqual([{ data: { answered: false, timedOut: true } }]);
	});
});

describe('The question of Send and Wait for Reply', () => {
	const quick = { options: { maxRetryTime: 0 } };

	test('Retry On Fail sends the question once if the first try failed', async () => {
		const { sandbox, n8n, ask, text } = await openConversation();
		sandbox.fault({ on: 'send', kind: '503', times: 1 });
		const { id, status } = await ask(quick, { retryOnFail: true });
		expect(status).toBe('waiting');
		await text('yes');
		expect(outputOf(await n8n.resumed(id))).toEqual(answer({ approved: true, text: 'yes' }));
		expect(texts(sandbox)).toEqual([question]);
	});

	test('Retry On Fail doesn’t send the question again if it may have been sent', async () => {
		const { sandbox, ask } = await openConversation();
		sandbox.fault({ on: 'send', kind: 'connectionResetAfter', times: 1 });
		const { error } = await ask(quick, { retryOnFail: true });
		expect(error?.context).toMatchObject({ data: { maybeSent: true } });
		expect(texts(sandbox)).toEqual([question]);
	});

	test('A retry from the list sends the question only to those who weren’t asked', async () => {
		const { sandbox, n8n, ask, text } = await openConversation();
		sandbox.fault({ on: 'send', kind: '503', times: 1 });
		const failed = await ask(quick);
		expect(failed.status).toBe('error');
		const { id, status } = await ask(quick, { retryOf: stored(failed.run) });
		expect(status).toBe('waiting');
		await text('yes');
		expect(outputOf(await n8n.resumed(id))).toEqual(answer({ approved: true, text: 'yes' }));
		expect(texts(sandbox)).toEqual([question]);
	});

	test('A retry from the list doesn’t send the question again if it may have been sent', async () => {
		const { sandbox, ask } = await openConversation();
		sandbox.fault({ on: 'send', kind: 'connectionResetAfter', times: 1 });
		const failed = await ask(quick);
		const retried = await ask(quick, { retryOf: stored(failed.run) });
		expect(retried.error?.context).toMatchObject({ data: { maybeSent: true } });
		expect(texts(sandbox)).toEqual([question]);
	});

	test.each(['canceled', 'crashed'] as const)(
		'A retry of an execution that was %s sends the question again only with Resend on Retry',
		async (status) => {
			const { sandbox, ask } = await openConversation();
			const first = await ask();
			const retryOf = stored(first.run, status);
			const rejected = await ask({}, { retryOf });
			expect(rejected.error?.context).toMatchObject({
				data: { kind: 'unrecordedRetry', maybeSent: true },
			});
			expect(texts(sandbox)).toEqual([question]);
			const resent = await ask({ options: { resendOnRetry: true } }, { retryOf });
			expect(resent.status).toBe('waiting');
			expect(texts(sandbox)).toEqual([question, question]);
		},
	);

	test('A waiting execution has no record of what was sent', async () => {
		const { ask } = await openConversation();
		const { run } = await ask();
		const [entry] = run.data.executionData?.nodeExecutionStack ?? [];
		expect(JSON.stringify(entry?.metadata ?? {})).not.toContain(mobile(0).slice(2));
	});
});

describe('The resume URL of Send and Wait for Reply', () => {
	const links = (sandbox: { history: { accepted: Array<{ message: string }> } }) =>
		texts(sandbox).map((sent) => sent.slice(sent.indexOf('http')));

	test('Whatever is posted to the resume URL, the execution still waits, and takes the answer after that', async () => {
		const { sandbox, n8n, listener, ask, text } = await openConversation();
		const { id } = await ask({ options: { replyBy: 'textOrLink' } });
		const [link = ''] = links(sandbox);
		const [open] = JSON.parse(String(n8n.staticData.questions)) as Array<{ resumePath: string }>;
		const own = `${new URL(listener.url).origin}/webhook-waiting/${open?.resumePath}`;
		const json = 'application/json';
		const bodies: Array<[string, string]> = [
			['null', json],
			['[]', json],
			['"x"', json],
			['7', json],
			['{"from":[],"text":{}}', json],
			['{"from":null,"text":"","clarify":true}', json],
			['{"text":"maybe","from":"nobody","clarify":true}', json],
			['{', json],
			['<a><b/></a>', 'application/xml'],
			['answer=&answer=2', 'application/x-www-form-urlencoded'],
			['text[a][b]=1', 'application/x-www-form-urlencoded'],
			['x'.repeat(2_000_000), 'text/plain'],
			['', 'text/plain'],
		];
		for (const url of [link, own]) {
			for (const [body, type] of bodies) {
				await fetch(url, { method: 'POST', headers: { 'content-type': type }, body });
				expect([body.slice(0, 40), n8n.statusOf(id)]).toEqual([body.slice(0, 40), 'waiting']);
			}
			await fetch(url);
			await fetch(url, { method: 'HEAD' });
			expect(n8n.statusOf(id)).toBe('waiting');
		}
		await text('yes');
		expect(outputOf(await n8n.resumed(id))).toEqual(answer({ approved: true, text: 'yes' }));
	});

	test('An answer by link is that of the recipient whose link it is', async () => {
		const { sandbox, n8n, ask } = await openConversation();
		const { id } = await ask({
			to: [mobile(0), mobile(1)].join(),
			options: { replyBy: 'link' },
		});
		const [, link = ''] = links(sandbox);
		const page = await fetch(link, {
			method: 'POST',
			body: new URLSearchParams({ answer: 'approve' }),
		});
		expect(page.status).toBe(200);
		expect(outputOf(await n8n.resumed(id))).toEqual(
			answer({ approved: true, text: 'Approve', by: 'link', from: mobile(1) }),
		);
	});

	test('A link shows and takes the question as it was asked, whatever its expressions evaluate to since', async () => {
		const { sandbox, n8n, ask } = await openConversation();
		const { id } = await ask(
			{
				to: '={{ $json.data.phone }}',
				message: '=Approve {{ $json.data.total }}?',
				options: { replyBy: 'link' },
			},
			{ items: items({ data: { total: 40, phone: mobile(0) } }) },
		);
		const [link = ''] = links(sandbox);
		expect(await (await fetch(link)).text()).toContain('Approve 40?');
		await fetch(link, { method: 'POST', body: new URLSearchParams({ answer: 'approve' }) });
		expect(outputOf(await n8n.resumed(id))).toEqual(
			answer({ approved: true, text: 'Approve', by: 'link', from: mobile(0) }),
		);
	});

	test('An answer to the question of an earlier loop is rejected', async () => {
		const { sandbox, n8n, listener, ask, text } = await openConversation();
		const { id } = await ask({ options: { replyBy: 'textOrLink' } });
		const [open] = JSON.parse(String(n8n.staticData.questions)) as Array<{ resumePath: string }>;
		const node = open?.resumePath.split(/[/?]/)[1] ?? '';
		const base = `${new URL(listener.url).origin}/webhook-waiting`;
		const q = String(Date.now() - 60_000);
		const form = { method: 'POST', body: new URLSearchParams({ answer: 'approve' }) };
		const page = await fetch(`${base}/${signedPath(id, node, { to: '0', q })}`, form);
		expect(await page.text()).toMatch('This question is closed');
		const reply = await call(`${base}/${signedPath(id, node, { by: 'text', yes: 'yes', q })}`, {
			body: { from: mobile(0), text: 'yes' },
		});
		expect(JSON.parse(reply.body)).toEqual({ attSms: 'over' });
		expect(n8n.statusOf(id)).toBe('waiting');
		await text('yes');
		expect((await n8n.resumed(id)).status).toBe('success');
		expect(links(sandbox)).toHaveLength(1);
	});

	test('An answer by link alone needs no trigger', async () => {
		const { sandbox, ask } = await openConversation({ options: { sendAndWaitReplies: 'ignore' } });
		expect((await ask({ options: { replyBy: 'link' } })).status).toBe('waiting');
		expect(links(sandbox)).toHaveLength(1);
	});
});

describe('The list of open questions', () => {
	/** n8n’s first execution is the one that asks: it runs, so none of these counts as over. */
	const openQuestions = (count: number) =>
		Array.from({ length: count }, (_, n) => ({
			resumePath: signedPath('1', `node-${n}`, { by: 'text' }),
			shortCode: online,
			to: [mobile(1)],
			askedAt: Date.now() + n,
			sentBy: Date.now(),
		}));

	const listing = (questions: object[]) => ({
		staticData: { questions: JSON.stringify(questions) },
	});

	test('A question that doesn’t fit in the list is rejected before it is sent', async () => {
		const { sandbox, ask } = await openConversation({}, listing(openQuestions(500)));
		const { error } = await ask();
		expect(error?.message).toBe(`Too many questions are open on short code ${online}`);
		expect(error?.description).toMatch('Set Limit Wait Time');
		expect(error?.context).toMatchObject({ data: { kind: 'full', maybeSent: false } });
		expect(texts(sandbox)).toEqual([]);
	});

	test('A question takes the place of one that is over', async () => {
		const [first, ...others] = openQuestions(500);
		const over = { ...first, resumePath: signedPath('7', 'node') };
		const { n8n, ask, text } = await openConversation({}, listing([over, ...others]));
		const { id, error } = await ask();
		expect(error).toBeUndefined();
		await text('yes');
		expect((await n8n.resumed(id)).status).toBe('success');
	});

	test('A question is rejected for an execution that n8n doesn’t have, or with a wrong signature', async () => {
		const { n8n, listener, ask } = await openConversation();
		const url = `${listener.base}/att-sms-questions/${online}/webhook`;
		const { id } = await ask();
		const [open] = JSON.parse(String(n8n.staticData.questions)) as Array<{ resumePath: string }>;
		const before = n8n.staticData.questions;
		for (const resumePath of [
			signedPath('99', 'node'),
			`${open?.resumePath}0`,
			`${id}/node?by=text&signature=0`,
			`http://elsewhere.invalid/${id}/node?signature=0`,
		]) {
			const { body } = await call(url, {
				body: { action: 'ask', question: { ...open, resumePath } },
			});
			expect(JSON.parse(body)).toMatchObject({ attSms: 'rejected' });
		}
		expect(n8n.staticData.questions).toBe(before);
	});
});
