import { chain, manualTrigger } from '../../../scripts/lib/n8n/chain.mts';
import { callbackUrl } from '../../../scripts/lib/n8n/callbackUrl.mts';
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

/** A gateway that throttles: what arrives, what arrives twice, and in which time. */
export const throttled = async (environment: BenchEnvironment): Promise<Row> => {
	const { credentials, sandbox } = environment;
	const workflows = await createAll(environment, {
		ours: sendOurs(orders(messages), ownMessage, credentials.ours),
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
			statuses.add(await play('ours', workflows.ours));
			peerStatuses.add(await play('HTTP Request node', workflows.peer));
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
		delivered: new Set(accepted.map(({ message }) => message)).size,
		sent: accepted.length,
		thrownAway: rejected.length,
	};
};

const sharedRow = (
	where: string,
	atMost: number,
	taken: Array<ReturnType<typeof outcome>>,
): Row => {
	const of = (key: keyof ReturnType<typeof outcome>) => median(taken.map((each) => each[key]));
	return {
		what: `Four runs of 250 texts at a time, ${perSecond} per second for the app, ${where}`,
		ours: `${of('delivered')} delivered, ${of('sent') - of('delivered')} twice, ${(of('ms') / 1000).toFixed(1)} s, ${of('thrownAway')} requests thrown away (goal ≤ 200)`,
		against: 'the ideal: 20 s',
		ratio: of('ms') / idealMs,
		goal: { atMost },
		readings: {
			'ours, ms': taken.map(({ ms }) => ms),
			'requests thrown away': taken.map(({ thrownAway }) => thrownAway),
			delivered: taken.map(({ delivered }) => delivered),
			sent: taken.map(({ sent }) => sent),
		},
	};
};

/** Lets four runs loose at once on a gateway that throttles, several times. */
const play = async (
	environment: BenchEnvironment,
	startRun: (run: number) => Promise<void>,
	runsEnded: (round: number) => Promise<void>,
): Promise<Array<ReturnType<typeof outcome>>> => {
	const { sandbox } = environment;
	const taken: Array<ReturnType<typeof outcome>> = [];
	sandbox.configure({ throttlePerSecond: perSecond });
	try {
		for (let round = 0; round < rounds; round++) {
			sandbox.reset();
			await Promise.all(Array.from({ length: runs }, async (_, run) => await startRun(run)));
			await runsEnded(round);
			taken.push(outcome(environment));
		}
	} finally {
		sandbox.configure({ throttlePerSecond: null });
	}
	return taken;
};

/** AT&T's limit is the app's: runs side by side share it. */
export const sharedLimit = async (environment: BenchEnvironment): Promise<Row> => {
	const { credentials, instance } = environment;
	const { client } = instance;
	const workflow = await client.createWorkflow(
		sendOurs(orders(textsPerRun), runMessage, credentials.ours),
	);
	let started: string[] = [];
	const taken = await play(
		environment,
		async () => {
			started.push(await client.runManually(workflow, manualTrigger.name));
		},
		async () => {
			for (const id of started) await client.executionEnded(id, 300_000);
			started = [];
		},
	);
	return sharedRow('one process', 1.3, taken);
};

/** A workflow that sends each time it is called. */
const createSender = async (
	client: N8nClient,
	credentials: Record<string, Credential>,
): Promise<Workflow> => {
	const { nodes } = sendOurs(orders(textsPerRun), runMessage, credentials);
	const workflow = await client.createWorkflow(
		chain(
			'Called',
			{
				name: 'Called',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				webhookId: 'bench-called',
				parameters: { httpMethod: 'POST', path: 'bench-called', options: {} },
			},
			...nodes.slice(1),
		),
	);
	await client.activate(workflow.id);
	return workflow;
};

/** The same on two workers, which don't know of each other: each has to find its share. */
export const sharedLimitInQueueMode = async (
	environment: BenchEnvironment,
	installation: Installation,
): Promise<Row> => {
	const { packages, sandbox } = environment;
	const queue = await startQueue(installation, packages, { workers: 2, webhooks: 1 });
	try {
		const { client } = queue;
		const { appKey, appSecret } = sandbox.apps[0] ?? {};
		const data = { appKey, appSecret, baseUrl: sandbox.url, apiVersion: '2', scope: 'SMS' };
		const credential = await client.createCredential('attOAuth2Api', 'Ours', data);
		const workflow = await createSender(client, { attOAuth2Api: credential });
		const { pathname } = new URL(await callbackUrl(client, workflow, 'Called'));
		const url = (queue.webhooks[0]?.url ?? '') + pathname;
		const taken = await play(
			environment,
			async () => {
				await fetch(url, { method: 'POST' });
			},
			async (round) => {
				await client.executionsEnded(workflow.id, runs * (round + 1), 300_000);
			},
		);
		return sharedRow('two workers of queue mode', 1.5, taken);
	} finally {
		await queue.close();
	}
};
