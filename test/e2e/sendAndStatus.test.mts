import { chain, manualTrigger, type NodeInChain } from '../../scripts/lib/n8n/chain.mts';
import { itemsOf } from '../../scripts/lib/n8n/client.mts';
import { attSms, mobile, otherMobile, sendEach, setUp, type Setup } from './support/setup.mts';

describe('A workflow that sends a text and asks for its status', () => {
	let setup: Setup;
	beforeAll(async () => (setup = await setUp()));
	afterAll(async () => await setup.close());

	const send = (to: string, others: object = {}) => ({
		name: 'Send',
		type: attSms,
		parameters: { resource: 'sms', operation: 'send', to, message: 'Your table is ready.' },
		credentials: setup.credentials,
		...others,
	});
	const status = () => ({
		name: 'Status',
		type: attSms,
		parameters: {
			resource: 'sms',
			operation: 'getStatus',
			messageId: '={{ $json.messageId }}',
		},
		credentials: setup.credentials,
	});
	const runToEnd = async (...nodes: NodeInChain[]) => {
		const workflow = await setup.createWorkflow(chain('Send', manualTrigger, ...nodes));
		return await setup.client.executionEnded(
			await setup.client.runManually(workflow, manualTrigger.name),
		);
	};

	test('The text reaches every recipient, and the status says what became of each', async () => {
		const execution = await runToEnd(send(`(206) 555-0100, ${otherMobile}`), status());
		expect(execution.error).toBeUndefined();
		expect(execution.status).toBe('success');

		const [message] = setup.sandbox.history.accepted;
		expect(message).toMatchObject({
			addresses: [mobile, otherMobile],
			message: 'Your table is ready.',
			dialect: 'attV2',
		});
		expect(itemsOf(execution, 'Send')[0]?.json).toMatchObject({
			messageId: message?.id,
			notifyDeliveryStatus: false,
		});
		expect(itemsOf(execution, 'Status')[0]?.json).toMatchObject({
			messageId: message?.id,
			final: true,
			deliveries: [
				{ to: mobile, status: 'DeliveredToTerminal' },
				{ to: otherMobile, status: 'DeliveredToTerminal' },
			],
		});
	});

	test('The run stops at an impossible number, and the error names it', async () => {
		const sentBefore = setup.sandbox.history.accepted.length;
		const execution = await runToEnd(send('555-01'));
		expect(execution.status).toBe('error');
		expect(`${execution.error?.message} ${execution.error?.description}`).toContain('555-01');
		expect(setup.sandbox.history.accepted).toHaveLength(sentBefore);
	});

	test('With an error output, the run goes on past an impossible number', async () => {
		const execution = await runToEnd(send('555-01', { onError: 'continueErrorOutput' }));
		expect(execution.status).toBe('success');
		expect(itemsOf(execution, 'Send', 0)).toEqual([]);
		expect(JSON.stringify(itemsOf(execution, 'Send', 1))).toContain('555-01');
	});

	test('Retry On Fail sends nothing twice', async () => {
		const { sandbox } = setup;
		const before = sandbox.history.accepted.length;
		sandbox.fault({ on: 'send', kind: '503', skip: 2, times: 1 });
		const execution = await runToEnd(
			...sendEach(
				4,
				'=Text {{ $json.n }}',
				{ concurrency: 1, maxRetryTime: 0 },
				setup.credentials,
				{
					retryOnFail: true,
					waitBetweenTries: 100,
				},
			),
		);
		expect(execution.status).toBe('success');
		expect(sandbox.history.accepted.slice(before).map(({ message }) => message)).toEqual(
			[0, 1, 2, 3].map((n) => `Text ${n}`),
		);
		expect(itemsOf(execution, 'Send')).toHaveLength(4);
	});
});
