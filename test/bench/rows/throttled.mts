import { chain, manualTrigger, webhookTrigger } from '../../../scripts/lib/n8n/chain.mts';
import type { Credential, N8nClient, Workflow } from '../../../scripts/lib/n8n/client.mts';
import type { Installation } from '../../../scripts/lib/n8n/install.mts';
import { startQueue } from '../../../scripts/lib/n8n/queue.mts';
import type { Row } from '../row.mts';
import { createAll, type BenchEnvironment, timedRun } from '../environment.mts';
import { median } from '../statistics.mts';
import { orders, ownMessage } from '../texts.mts';
import { sendOurs, sendPeer } from '../workflows.mts';

const messages = 1000;
const perSecond = 50;
const idealMs = (messages / perSecond) * 1000;
const rounds = 3;

/** The limit is an app’s: a new one for each round, of which no run has learned anything yet. */
const newApp = async (
	{ sandbox }: BenchEnvironment,
	client: N8nClient,
): Promise<Record<string, Credential>> => {
	const appKey = `bench-${sandbox.apps.length}`;
	const appSecret = `${appKey}-secret`;
	const shortCode = String(30_000 + sandbox.apps.length);
	sandbox.addApp({ appKey, appSecret, shortCodes: [{ shortCode, mode: 'offline' }] });
	const data = { appKey, appSecret, baseUrl: sandbox.url, apiVersion: '2', scope: 'SMS' };
	return { attOAuth2Api: await client.createCredential('attOAuth2Api', appKey, data) };
};

/** Throws unless the gateway has accepted as many texts, each once. */
const checkSent = (accepted: ReadonlyArray<{ message: string }>, count: number): void => {
	const different = new Set(accepted.map(({ message }) => message)).size;
	if (accepted.length !== count || different !== count) {
		throw new Error(`${different} of ${count} texts were sent, in ${accepted.length} messages`);
	}
};

/** A gateway that throttles: what arrives, what arrives twice, and in which time. */
export const throttled = async (environment: BenchEnvironment): Promise<Row> => {
	const { credentials, sandbox } = environment;
	const { client } = environment.instance;
	const { peer } = await createAll(environment, {
		peer: sendPeer(orders(messages), ownMessage, credentials.peer, sandbox.url),
	});
	const readings: Record<string, number[]> = {};
	const note = (key: string, value: number) => (readings[key] ??= []).push(value);
	const play = async (who: string, workflow: Workflow) => {
		const { ms, execution } = await timedRun(environment, workflow);
		const sent = sandbox.history.accepted.map((accepted) => accepted.message);
		const delivered = new Set(sent).size;
		note(`${who}, ms`, ms);
		note(`${who}, delivered`, delivered);
		note(`${who}, doubled`, sent.length - delivered);
		return execution.status;
	};
	const statuses = new Set<string>();
	const peerStatuses = new Set<string>();
	sandbox.configure({ throttlePerSecond: perSecond });
	try {
		for (let round = 0; round < rounds; round++) {
			const ours = sendOurs(orders(messages), ownMessage, await newApp(environment, client));
			statuses.add(await play('ours', await client.createWorkflow(ours)));
			checkSent(sandbox.history.accepted, messages);
			peerStatuses.add(await play('HTTP Request node', peer));
		}
	} finally {
		sandbox.configure({ throttlePerSecond: null });
	}
	const of = (key: string) => median(readings[key] ?? []);
	return {
		what: '1,000 texts to a gateway that takes 50 a second',
		ours: `${of('ours, delivered')} delivered, ${of('ours, doubled')} twice, ${(of('ours, ms') / 1000).toFixed(1)} s`,
		against: `the ideal: 20 s. HTTP Request node: ${of('HTTP Request node, delivered')} delivered, then the run fails without a word of which`,
		ratio: of('ours, ms') / idealMs,
		goal: { atMost: 1.3 },
		readings,
		remarks: {
			'ours, the run': [...statuses].join(),
			'HTTP Request node, the run': [...peerStatuses].join(),
		},
	};
};

/** A text of its own for each item of each run. */
const runMessage = '=Run {{ $execution.id }}: your order {{ $json.order }} is ready.';

const runs = 4;
const textsPerRun = messages / runs;

/** How long the gateway took requests for, what it accepted and what it threw away. */
const outcome = ({ sandbox }: BenchEnvironment) => {
	const { accepted, rejected } = sandbox.history;
	const times = accepted.map(({ time }) => time);
	return {
		ms: Math.max(...times) - Math.min(...times),
		sent: accepted.length,
		thrownAway: rejected.length,
	};
};

const sharedRows = (
	where: string,
	atMost: number,
	outcomes: Array<ReturnType<typeof outcome>>,
): Row[] => {
	const of = (key: keyof ReturnType<typeof outcome>) => median(outcomes.map((each) => each[key]));
	const what = `Four runs of 250 texts at a time, ${perSecond} per second for the app, ${where}`;
	return [
		{
			what,
			ours: `${of('sent')} sent, each once, ${(of('ms') / 1000).toFixed(1)} s`,
			against: 'the ideal: 20 s',
			ratio: of('ms') / idealMs,
			goal: { atMost },
			readings: {
				'ours, ms': outcomes.map(({ ms }) => ms),
				sent: outcomes.map(({ sent }) => sent),
			},
		},
		{
			what: `${what}: requests thrown away`,
			ours: `${of('thrownAway')} requests`,
			against: `${messages} texts`,
			figure: of('thrownAway'),
			goal: { atMost: 200, unit: 'requests' },
			readings: { 'requests thrown away': outcomes.map(({ thrownAway }) => thrownAway) },
		},
	];
};

/** Starts four runs at once and waits until they have ended. */
type PlayRuns = (credentials: Record<string, Credential>) => Promise<void>;

/** Lets four runs loose at once on a gateway that throttles, several times. */
const play = async (
	environment: BenchEnvironment,
	client: N8nClient,
	playRuns: PlayRuns,
): Promise<Array<ReturnType<typeof outcome>>> => {
	const { sandbox } = environment;
	const outcomes: Array<ReturnType<typeof outcome>> = [];
	sandbox.configure({ throttlePerSecond: perSecond });
	try {
		for (let round = 0; round < rounds; round++) {
			const credentials = await newApp(environment, client);
			sandbox.reset();
			await playRuns(credentials);
			checkSent(sandbox.history.accepted, messages);
			outcomes.push(outcome(environment));
		}
	} finally {
		sandbox.configure({ throttlePerSecond: null });
	}
	return outcomes;
};

/** AT&T’s limit is the app’s: runs side by side share it. */
export const sharedLimit = async (environment: BenchEnvironment): Promise<Row[]> => {
	const { client } = environment.instance;
	const outcomes = await play(environment, client, async (credentials) => {
		const workflow = await client.createWorkflow(
			sendOurs(orders(textsPerRun), runMessage, credentials),
		);
		const started = await Promise.all(
			Array.from({ length: runs }, async () => {
				return await client.runManually(workflow, manualTrigger.name);
			}),
		);
		for (const id of started) await client.executionEnded(id, 300_000);
	});
	return sharedRows('one process', 1.3, outcomes);
};

/** A text that somebody sends while 1,000 others are being sent: it gets its turn. */
export const singleText = async (environment: BenchEnvironment): Promise<Row> => {
	const { instance, sandbox } = environment;
	const { client } = instance;
	const single = 'One text beside many';
	const readings: number[] = [];
	sandbox.configure({ throttlePerSecond: perSecond });
	try {
		for (let round = 0; round < rounds; round++) {
			const credentials = await newApp(environment, client);
			const many = await client.createWorkflow(sendOurs(orders(messages), ownMessage, credentials));
			const one = await client.createWorkflow(sendOurs(orders(1), single, credentials));
			sandbox.reset();
			const id = await client.runManually(many, manualTrigger.name);
			await sandbox.until(({ accepted }) => accepted.length >= messages / 2, 120_000);
			const started = performance.now();
			await client.runManually(one, manualTrigger.name);
			const isSingle = ({ message }: { message: string }) => message === single;
			await sandbox.until(({ accepted }) => accepted.some(isSingle), 120_000);
			readings.push(performance.now() - started);
			await client.executionEnded(id, 300_000);
			checkSent(sandbox.history.accepted, messages + 1);
		}
	} finally {
		sandbox.configure({ throttlePerSecond: null });
	}
	return {
		what: `One text, started in the middle of 1,000 others, ${perSecond} per second for the app`,
		ours: `${(median(readings) / 1000).toFixed(2)} s until the gateway has it, n8n's start of the run included`,
		against: 'behind all others: 10 s',
		figure: median(readings) / 1000,
		goal: { atMost: 2, unit: 's' },
		readings: { ms: readings },
	};
};

/** A workflow that sends each time it is called, and its path. */
const createSender = async (
	client: N8nClient,
	credentials: Record<string, Credential>,
): Promise<{ id: string; path: string }> => {
	const { nodes } = sendOurs(orders(textsPerRun), runMessage, credentials);
	const path = credentials.attOAuth2Api?.name ?? 'bench';
	const workflow = await client.createWorkflow(
		chain('Called', webhookTrigger(path), ...nodes.slice(1)),
	);
	await client.activate(workflow.id);
	return { id: workflow.id, path: `/webhook/${path}` };
};

/** The same on two workers, which don’t know of each other: each has to find its share. */
export const sharedLimitInQueueMode = async (
	environment: BenchEnvironment,
	installation: Installation,
): Promise<Row[]> => {
	// Two at once on each: four runs at once are two on each.
	const queue = await startQueue(installation, environment.packages, {
		workers: 2,
		webhooks: 1,
		concurrency: 2,
	});
	try {
		const { client } = queue;
		const outcomes = await play(environment, client, async (credentials) => {
			const { id, path } = await createSender(client, credentials);
			const url = (queue.webhooks[0]?.url ?? '') + path;
			await Promise.all(
				Array.from({ length: runs }, async () => {
					const { status } = await fetch(url, { method: 'POST' });
					if (status !== 200) throw new Error(`The call was answered ${status}`);
				}),
			);
			await client.executionsEnded(id, runs, 300_000);
		});
		return sharedRows('two workers of queue mode', 1.5, outcomes);
	} finally {
		await queue.close();
	}
};
