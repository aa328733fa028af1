/** What the integration tests share: a sandbox gateway, and an n8n whose credential fits it. */
import { randomUUID } from 'node:crypto';
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INodeExecutionData,
	INodeParameters,
	IRun,
} from 'n8n-workflow';
import { defaultApp, startSandbox } from '../../sandbox/index.mts';
import type { Sandbox, SandboxOptions } from '../../sandbox/types.mts';
import { mobile } from '../support/mobile.mts';
import { createN8n, type Listener, type ListenOptions, type N8n } from '../support/n8nContexts.mts';

export { mobile, mobiles } from '../support/mobile.mts';

/** The sandbox’s short codes: one whose messages wait to be read, one with a listener. */
export const offline = '22627000';
export const online = '22627012';

export interface World {
	sandbox: Sandbox;
	n8n: N8n;
}

const toClose: Array<() => Promise<void>> = [];

afterEach(async () => {
	await Promise.all(toClose.splice(0).map(async (close) => await close()));
});

/** What is to be closed when the test has ended. */
export const closeLater = <T extends { close(): Promise<void> }>(thing: T): T => {
	toClose.push(async () => await thing.close());
	return thing;
};

/** An app that no other test has, so that no token of another test is taken for its own. */
export const newApp = () => ({ ...defaultApp, appKey: `app-${randomUUID()}` });

/** A sandbox with the settings given and an app of its own, closed when the test has ended. */
export const openSandbox = async (settings: SandboxOptions = {}): Promise<Sandbox> =>
	closeLater(await startSandbox({ apps: [newApp()], ...settings }));

/** The credential, as typed in, for the sandbox’s first app. */
export const credentialFor = (sandbox: Sandbox): ICredentialDataDecryptedObject => ({
	appKey: sandbox.apps[0]?.appKey ?? '',
	appSecret: sandbox.apps[0]?.appSecret ?? '',
	baseUrl: sandbox.url,
	apiVersion: '2',
	scope: 'SMS',
});

/** A sandbox and an n8n for one test. */
export const setUp = async (
	settings: SandboxOptions = {},
	credential: ICredentialDataDecryptedObject = {},
): Promise<World> => {
	const sandbox = await openSandbox(settings);
	const n8n = await createN8n({ credential: { ...credentialFor(sandbox), ...credential } });
	return { sandbox, n8n };
};

/** The trigger in webhook mode, listening until the test has ended. */
export const listen = async (
	n8n: N8n,
	parameters: INodeParameters = {},
	options: ListenOptions = {},
): Promise<Listener> =>
	closeLater(
		await n8n.listen({ parameters: { receiveMode: 'webhook', ...parameters }, ...options }),
	);

export const items = (...jsons: IDataObject[]): INodeExecutionData[] =>
	jsons.map((json) => ({ json }));

/** The JSON of the items of one output, the first one unless told otherwise. */
export const jsonOf = (output: INodeExecutionData[][] | null | undefined, index = 0) =>
	(output?.[index] ?? []).map(({ json }) => json);

/** Parameters of Send. */
export const sending = (parameters: INodeParameters = {}): INodeParameters => ({
	operation: 'send',
	to: mobile(0),
	message: 'Hello',
	...parameters,
});

/** What the gateway was asked for, as `METHOD path`. */
export const asked = ({ history }: Sandbox, operation: string): string[] =>
	history.wire
		.filter((entry) => entry.direction === 'in' && entry.operation === operation)
		.map(({ method, url }) => `${method} ${url}`);

/** The fields of a message from the inbox: AT&T gives no time there. */
export const inboxFields = [
	'event',
	'message',
	'senderAddress',
	'keyword',
	'destinationAddress',
	'receivedAt',
	'messageId',
	'fingerprint',
];

/** Expects a time in UTC, in ISO 8601, between `since` (in ms since the epoch) and now. */
export const expectNow = (time: unknown, since: number): void => {
	expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
	expect(Date.parse(String(time))).toBeGreaterThanOrEqual(since);
	expect(Date.parse(String(time))).toBeLessThanOrEqual(Date.now());
};

/** A run as n8n has it in its database, for a retry. `status`: what n8n wrote there. */
export const stored = (run: IRun, status: IRun['status'] = run.status): IRun => ({
	...(JSON.parse(JSON.stringify(run)) as IRun),
	status,
});
