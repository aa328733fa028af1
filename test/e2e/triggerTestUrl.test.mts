// "Execute workflow" and "Execute step" in webhook mode: a callback to the Test URL.
import { callbackUrl } from '../../scripts/lib/n8n/callbackUrl.mts';
import { chain } from '../../scripts/lib/n8n/chain.mts';
import { itemsOf, type Workflow } from '../../scripts/lib/n8n/client.mts';
import { attSmsTrigger, mobile, onlineCode, post, setUp, type Setup } from './support/setup.mts';

const callback = {
	DateTime: '08-03-2014T10:11:12',
	MessageId: '',
	Message: 'Hello',
	SenderAddress: `tel:${mobile}`,
	DestinationAddress: onlineCode,
};

describe('The trigger in webhook mode, tested in the editor', () => {
	let setup: Setup;
	let workflow: Workflow;
	let testUrl: string;
	beforeAll(async () => {
		setup = await setUp();
		workflow = await setup.createWorkflow(
			chain(
				'Test URL',
				{
					name: 'Text Received',
					type: attSmsTrigger,
					webhookId: 'e2e-test-url',
					typeVersion: 1.1,
					parameters: { receiveMode: 'webhook', events: ['message'] },
				},
				{ name: 'After', type: 'n8n-nodes-base.noOp', parameters: {} },
			),
		);
		const url = await callbackUrl(setup.client, workflow, 'Text Received');
		testUrl = url.replace('/webhook/', '/webhook-test/');
	});
	afterAll(async () => await setup.close());

	test.each([
		['Execute workflow', undefined],
		['Execute step', 'Text Received'],
	])('A callback puts its item out: %s', async (_, destination) => {
		const before = (await setup.client.listExecutions(workflow.id)).length;
		await setup.client.listenForTest(workflow, 'Text Received', destination);
		expect(await post(testUrl, callback)).toEqual({ status: 200, text: '' });
		const execution = (await setup.client.executionsEnded(workflow.id, before + 1)).at(-1);
		expect(execution).toMatchObject({ mode: 'manual', status: 'success' });
		expect(execution && itemsOf(execution, 'Text Received').map(({ json }) => json)).toEqual([
			expect.objectContaining({ event: 'message', message: 'Hello', senderAddress: mobile }),
		]);
	});

	test('A callback that is rejected ends the test with the reason', async () => {
		const before = (await setup.client.listExecutions(workflow.id)).length;
		await setup.client.listenForTest(workflow, 'Text Received');
		expect(await post(testUrl, { Hello: 'world' })).toMatchObject({ status: 400 });
		const execution = (await setup.client.executionsEnded(workflow.id, before + 1)).at(-1);
		expect(execution).toMatchObject({ mode: 'manual', status: 'error' });
		expect(JSON.stringify(execution)).toContain('answered with 400: Not a callback of AT&T');
	});
});
