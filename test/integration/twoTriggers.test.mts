/** A polled and a webhook trigger for one short code, as when it moves from one way to the other. */
import { createN8n } from '../support/n8nContexts.mts';
import { credentialFor, jsonOf, listen, mobile, offline, openSandbox } from './support.mts';
import { answer, asking, outputOf } from './support/conversation.mts';

const polled = {
	nodeName: 'Polled',
	parameters: { receiveMode: 'polling', shortCode: offline },
};

const openBoth = async () => {
	const sandbox = await openSandbox();
	const n8n = await createN8n({ credential: credentialFor(sandbox) });
	const listener = await listen(
		n8n,
		{ events: ['message'], shortCode: offline },
		{ other: polled },
	);
	let calls = 0;
	return {
		sandbox,
		n8n,
		ask: async (parameters = {}) =>
			await n8n.run({ parameters: asking({ shortCode: offline, ...parameters }) }),
		/** A text that waits in the inbox, and what the poll starts the workflow with. */
		byPoll: async (...texts: string[]) => {
			for (const message of texts) sandbox.text({ from: mobile(0), to: offline, message });
			return jsonOf(await n8n.poll(polled)).map(({ message }) => message);
		},
		/** A text that AT&T pushes. */
		byWebhook: async (Message: string) =>
			await listener.call({
				body: {
					DateTime: new Date().toISOString(),
					DestinationAddress: offline,
					Message,
					MessageId: `msg${calls++}`,
					SenderAddress: `tel:${mobile(0)}`,
				},
			}),
		/** What callbacks have started the workflow with. */
		started: () => listener.executions.flatMap((run) => jsonOf(run)).map(({ message }) => message),
	};
};

const yes = answer({ approved: true, text: 'yes' });

describe('A polled and a webhook trigger for one short code', () => {
	test('A reply by webhook answers the question once, and the next text by polling starts its workflow', async () => {
		const { n8n, ask, byPoll, byWebhook, started } = await openBoth();
		const { id } = await ask();
		expect((await byWebhook('yes')).status).toBe(200);
		expect(outputOf(await n8n.resumed(id))).toEqual(yes);
		expect(await byPoll()).toEqual([]);
		expect(await byPoll('no')).toEqual(['no']);
		expect(started()).toEqual([]);
	});

	test('A reply by polling answers the question once, and the next text by webhook starts its workflow', async () => {
		const { n8n, ask, byPoll, byWebhook, started } = await openBoth();
		const { id } = await ask();
		expect(await byPoll('yes')).toEqual([]);
		expect(outputOf(await n8n.resumed(id))).toEqual(yes);
		await byWebhook('no');
		expect(started()).toEqual(['no']);
		expect(await byPoll()).toEqual([]);
	});

	test('Of two replies that come at once, by polling and by webhook, one answers and the other starts a workflow once', async () => {
		const { n8n, ask, byPoll, byWebhook, started } = await openBoth();
		const { id } = await ask();
		const [polledTexts] = await Promise.all([byPoll('no'), byWebhook('yes')]);
		const [output] = outputOf(await n8n.resumed(id));
		const { text } = output?.data as { text: string };
		expect([text, ...polledTexts, ...started()].sort()).toEqual(['no', 'yes']);
	});

	test('Of two questions each is answered by the trigger that gets its reply', async () => {
		const { n8n, ask, byPoll, byWebhook, started } = await openBoth();
		const first = await ask();
		const second = await ask({ responseType: 'freeText' });
		await byWebhook('yes');
		expect(await byPoll('Twelve')).toEqual([]);
		expect(outputOf(await n8n.resumed(first.id))).toEqual(yes);
		expect(outputOf(await n8n.resumed(second.id))).toEqual(answer({ text: 'Twelve' }));
		expect(started()).toEqual([]);
	});

	test('STOP starts a workflow by either way, and leaves the question open', async () => {
		const { n8n, ask, byPoll, byWebhook, started } = await openBoth();
		const { id } = await ask();
		await byWebhook('STOP');
		expect(await byPoll('STOP')).toEqual(['STOP']);
		expect(started()).toEqual(['STOP']);
		expect(n8n.statusOf(id)).toBe('waiting');
	});
});
