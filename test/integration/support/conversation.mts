/** A short code with a listener, a published trigger for it, and executions that ask and wait. */
import type { INodeParameters } from 'n8n-workflow';
import { Container, core } from '../../support/n8n.mts';
import {
	createN8n,
	type ExecuteOptions,
	type ExecutionResult,
	type ListenOptions,
	type N8nOptions,
} from '../../support/n8nContexts.mts';
import {
	credentialFor,
	jsonOf,
	listen,
	mobile,
	offline,
	online,
	openSandbox,
} from '../support.mts';

export const question = 'Approve a refund of $40? Reply YES or NO.';

export const asking = (parameters: INodeParameters = {}): INodeParameters => ({
	operation: 'sendAndWait',
	to: mobile(0),
	shortCode: online,
	message: question,
	...parameters,
});

type ConversationOptions = ListenOptions & Pick<N8nOptions, 'staticData' | 'beforeResumed'>;

/** Publishes the trigger in webhook mode, and has the sandbox call it. */
export const openConversation = async (
	trigger: INodeParameters = {},
	{ staticData, beforeResumed, ...options }: ConversationOptions = {},
) => {
	const sandbox = await openSandbox({ callbackRetryMs: [20] });
	const n8n = await createN8n({ credential: credentialFor(sandbox), staticData, beforeResumed });
	const parameters = { events: ['message'], shortCode: online, ...trigger };
	const publish = async () => {
		const listener = await listen(n8n, parameters, options);
		sandbox.setListener(online, { message: listener.url });
		return listener;
	};
	const listener = await publish();
	const settle = async () =>
		await sandbox.until(({ callbacks }) =>
			callbacks.every(({ state }) => state === 'acknowledged'),
		);
	return {
		sandbox,
		n8n,
		listener,
		publish,
		settle,
		/** Runs Send and Wait for Reply until it waits or fails. */
		ask: async (parameters: INodeParameters = {}, execute: ExecuteOptions = {}) =>
			await n8n.run({ parameters: asking(parameters), ...execute }),
		/** A text from a phone; resolves once it has been accepted. */
		text: async (message: string, from = mobile(0)) => {
			sandbox.text({ from, to: online, message });
			await settle();
		},
		/** The texts that have started the trigger’s workflow. */
		started: () => listener.executions.flatMap((run) => jsonOf(run)).map(({ message }) => message),
	};
};

/** The trigger in polling mode: `poll` reads what was texted, and gives what starts the workflow. */
export const openPolling = async (trigger: INodeParameters = {}, options: N8nOptions = {}) => {
	const sandbox = await openSandbox();
	const n8n = await createN8n({ credential: credentialFor(sandbox), ...options });
	const parameters = { receiveMode: 'polling', shortCode: offline, ...trigger };
	const listener = await listen(n8n, parameters);
	return {
		sandbox,
		n8n,
		listener,
		parameters,
		ask: async (parameters: INodeParameters = {}, execute: ExecuteOptions = {}) =>
			await n8n.run({ parameters: asking({ shortCode: offline, ...parameters }), ...execute }),
		text: (message: string, from = mobile(0)) => sandbox.text({ from, to: offline, message }),
		poll: async () => jsonOf(await n8n.poll({ parameters })),
		pollManually: async () => jsonOf(await n8n.poll({ parameters, mode: 'manual' })),
	};
};

/** What came out of an execution that waited. */
export const outputOf = ({ output }: ExecutionResult) => jsonOf(output);

/** The output of an answer by text. */
export const answer = (data: object) => [
	{ data: { from: mobile(0), by: 'text', respondedAt: expect.any(String), ...data } },
];

/** A path of a resume URL, signed as n8n signs it. */
export const signedPath = (execution: string, node: string, query: Record<string, string> = {}) => {
	const url = new URL(`http://localhost/webhook-waiting/${execution}/${node}`);
	for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
	const { hmacSignatureSecret } = Container.get(core.InstanceSettings);
	const signature = core.generateUrlSignature(core.prepareUrlForSigning(url), hmacSignatureSecret);
	url.searchParams.set(core.WAITING_TOKEN_QUERY_PARAM, signature);
	return `${execution}/${node}${url.search}`;
};
