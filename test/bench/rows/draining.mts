import { Agent } from 'undici';
import { chain } from '../../../scripts/lib/n8n/chain.mts';
import { type Credential, itemsOf, type N8nClient } from '../../../scripts/lib/n8n/client.mts';
import type { Installation } from '../../../scripts/lib/n8n/install.mts';
import type { Sandbox } from '../../../sandbox/types.mts';
import type { Row } from '../row.mts';
import {
	createCredential,
	latencyMs,
	startLazily,
	type BenchEnvironment,
} from '../environment.mts';
import { interleave, median } from '../statistics.mts';
import { mobile } from '../../support/mobile.mts';

const shortCode = '22627000';
const waiting = 10_000;
const pages = 100;
const rounds = 4;
const trigger = 'Text Received';

/** An n8n that drains the sandbox's inbox. */
interface Drain {
	client: N8nClient;
	sandbox: Sandbox;
	/** As it stands in a node. */
	credential: Record<string, Credential>;
}

const fill = (sandbox: Sandbox): void => {
	sandbox.reset();
	for (let index = 0; index < waiting; index++) {
		sandbox.text({ from: mobile(index), to: shortCode, message: `Text ${index}` });
	}
};

/** As many round trips in a row, on one connection, and nothing made of the answers. */
const floor = async ({ sandbox }: Drain): Promise<number> => {
	fill(sandbox);
	const { accessToken } = sandbox.grantToken();
	const agent = new Agent({ connections: 1 });
	const started = Date.now();
	for (let page = 0; page < pages; page++) {
		const { body } = await agent.request({
			origin: sandbox.url,
			path: `/rest/sms/2/messaging/inbox?RegistrationID=${shortCode}`,
			method: 'GET',
			headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
		});
		await body.dump({ limit: Infinity });
	}
	const ms = Date.now() - started;
	await agent.close();
	const { length } = sandbox.history.mo.filter(({ state }) => state === 'read');
	if (length !== waiting) throw new Error(`${pages} pages had ${length} messages`);
	return ms;
};

/** From the first read to the last. Each page starts an execution; together they have all messages. */
const drain = async ({ client, sandbox, credential }: Drain): Promise<number> => {
	const workflow = await client.createWorkflow(
		chain('Drain', {
			name: trigger,
			type: 'n8n-nodes-att-sms.attSmsTrigger',
			parameters: { receiveMode: 'polling', shortCode },
			credentials: credential,
		}),
	);
	fill(sandbox);
	await client.activate(workflow.id);
	// Asking n8n meanwhile would take time from what is measured.
	await sandbox.until(({ inboxReads }) => inboxReads.length >= pages, 120_000);
	const executions = await client.executionsEnded(workflow.id, pages);
	await client.deactivate(workflow.id);
	const emitted = executions.flatMap((execution) => itemsOf(execution, trigger)).length;
	if (emitted !== waiting) throw new Error(`The runs had ${emitted} of ${waiting} messages`);
	const times = sandbox.history.inboxReads.map(({ time }) => time);
	return Math.max(...times) - Math.min(...times) + latencyMs;
};

const inPages = async (where: string, drained: Drain): Promise<Row> => {
	const readings = await interleave(rounds, {
		ours: async () => await drain(drained),
		floor: async () => await floor(drained),
	});
	const [ours, bare] = [median(readings.ours), median(readings.floor)];
	return {
		what: `10,000 waiting messages in pages of 100, each page handed over before the next is read${where}`,
		ours: `${(ours / 1000).toFixed(2)} s`,
		against: `100 bare round trips in a row: ${(bare / 1000).toFixed(2)} s`,
		ratio: ours / bare,
		goal: { atMost: 1.5 },
		readings: { 'ours, ms': readings.ours, 'bare round trips, ms': readings.floor },
	};
};

/** An inbox drained by one poll, which hands each page over before it reads the next. */
export const draining = async ({
	instance: { client },
	sandbox,
	credentials,
}: BenchEnvironment): Promise<Row> =>
	await inPages('', { client, sandbox, credential: credentials.ours });

/** The same, where n8n sets up its expression engine only once an expression is evaluated. */
export const drainingLazily = async (
	environment: BenchEnvironment,
	installation: Installation,
): Promise<Row> => {
	const { sandbox } = environment;
	const { client, close } = await startLazily(environment, installation);
	try {
		const credential = await createCredential(client, sandbox);
		return await inPages(', lazy acquire', { client, sandbox, credential });
	} finally {
		await close();
	}
};
