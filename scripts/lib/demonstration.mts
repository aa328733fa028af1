import type { Sandbox } from '../../sandbox/types.mts';
import { credentialType } from './credentialType.mts';
import { Failure } from './failure.mts';
import { callbackUrl } from './n8n/callbackUrl.mts';
import { chain, manualTrigger } from './n8n/chain.mts';
import {
	itemsOf,
	waitFor,
	type Execution,
	type WorkflowJson,
	type WorkflowNode,
} from './n8n/client.mts';
import type { Instance } from './n8n/instance.mts';
import { step } from './progress.mts';

const mobile = '+12065550100';
const text = 'Are you open today?';
const question = 'Approve a refund of $40? Reply YES or NO.';
const decision = 'Yes, go ahead';

/**
 * Sets the example workflow up, texts the sandbox's online short code, and shows what n8n replied
 * and whether the reply arrived; then has n8n text a question, and answers it. Throws a Failure with
 * the reason if that did not happen.
 */
export const demonstrate = async (
	{ client }: Instance,
	sandbox: Sandbox,
	example: WorkflowJson,
): Promise<void> => {
	const [app] = sandbox.apps;
	const shortCode = app?.shortCodes?.find(({ mode }) => mode === 'online')?.shortCode;
	if (!app || !shortCode) throw new Error('the sandbox has no app with an online short code');

	const data = {
		appKey: app.appKey,
		appSecret: app.appSecret,
		baseUrl: sandbox.url,
		apiVersion: '2',
		scope: 'SMS',
	};
	const credential = await client.createCredential(credentialType, 'AT&T OAuth2 API', data);
	const { status, message } = await client.testCredential(credential, data);
	if (status !== 'OK') throw new Failure(`n8n's test of the credential failed: ${message}`);
	const use = { [credentialType]: { id: credential.id, name: credential.name } };

	// With its short code, the trigger takes the replies of Send and Wait for Reply, too.
	const nodes = example.nodes.map((node) => ({
		...node,
		credentials: use,
		parameters: {
			...node.parameters,
			...(node.type.endsWith('Trigger') && { shortCode }),
		},
	}));
	const [trigger, reply] = nodes;
	if (!trigger || !reply) throw new Error('the example has no trigger and reply');
	const autoReply = await client.createWorkflow({ ...example, nodes });
	await client.activate(autoReply.id);
	sandbox.setListener(shortCode, {
		message: await callbackUrl(client, autoReply, trigger.name),
	});

	const [received] = await step(
		`A text from ${mobile} to ${shortCode}, and the reply`,
		async () => {
			sandbox.text({ from: mobile, to: shortCode, message: text });
			return await client.executionsEnded(autoReply.id);
		},
	);
	const sent = resultOf(received, reply.name);

	const statusRun = await step('The delivery status of the reply', async () => {
		const workflow = await client.createWorkflow(statusWorkflow(reply, sent.messageId));
		return await client.executionEnded(await client.runManually(workflow, manualTrigger.name));
	});
	const { deliveries } = resultOf(statusRun, 'Delivery Status') as {
		deliveries: Array<{ to: string; status: string }>;
	};
	const accepted = sandbox.history.accepted.find(({ id }) => id === sent.messageId);
	if (!accepted) throw new Failure('The reply that n8n tells of never reached the sandbox.');

	const approval = await step('A question, and the answer to it', async () => {
		const workflow = await client.createWorkflow(questionWorkflow(reply, shortCode));
		const id = await client.runManually(workflow, manualTrigger.name);
		const isAsked = () => sandbox.history.accepted.some(({ message: sent }) => sent === question);
		await waitFor('the question', 60_000, async () => {
			const { error } = await client.getExecution(id);
			if (error) throw new Failure(`The question was not sent: ${error.message}`);
			return isAsked() || undefined;
		});
		sandbox.text({ from: mobile, to: shortCode, message: decision });
		return resultOf(await client.executionEnded(id), 'Decided').data;
	});

	const { senderAddress, addresses, message: answer } = accepted;
	console.log(`
  Text      ${mobile} → ${shortCode}   ${text}
  Reply     ${senderAddress} → ${addresses.join(', ')}   ${answer}
  Delivery  ${deliveries.map(({ to, status: state }) => `${to}: ${state}`).join(', ')}
  Question  ${shortCode} → ${mobile}   ${question}
  Answer    ${mobile} → ${shortCode}   ${decision}
  n8n       goes on with ${JSON.stringify(approval)}`);
};

/** The one item that a node put out; a Failure with the node's error if there is none. */
const resultOf = (execution: Execution | undefined, node: string): Record<string, unknown> => {
	const item = execution && itemsOf(execution, node)[0];
	if (execution?.status === 'success' && item) return item.json;
	const { message, description } = execution?.error ?? { message: 'it put out nothing' };
	throw new Failure(`${node} failed: ${[message, description].filter(Boolean).join('. ')}`);
};

const questionWorkflow = (reply: WorkflowNode, shortCode: string): WorkflowJson =>
	chain(
		'Approve by text',
		manualTrigger,
		{
			...reply,
			id: 'ask',
			webhookId: 'demonstration-ask',
			name: 'Ask',
			parameters: {
				resource: 'sms',
				operation: 'sendAndWait',
				to: mobile,
				shortCode,
				message: question,
			},
		},
		{ name: 'Decided', type: 'n8n-nodes-base.noOp', parameters: {} },
	);

const statusWorkflow = (reply: WorkflowNode, messageId: unknown): WorkflowJson =>
	chain('Delivery status of a reply', manualTrigger, {
		...reply,
		id: 'status',
		name: 'Delivery Status',
		parameters: { resource: 'sms', operation: 'getStatus', messageId },
	});
