import { Client } from 'undici';
import { chain } from '../../scripts/lib/n8n/chain.mts';
import { waitFor, type N8nClient, type Workflow } from '../../scripts/lib/n8n/client.mts';
import { callbackUrl } from '../../scripts/lib/n8n/callbackUrl.mts';
import { callback } from './callback.mts';
import { emptyTrigger } from './emptyTrigger.mts';
import { interleave } from './statistics.mts';
import { mobile } from '../support/mobile.mts';

const rounds = 4;
const secondsPerReading = 4;
const trigger = 'Trigger';

/** What is called: this package’s trigger, the same with Batch Bursts, and one that does nothing. */
export type Subject = 'ours' | 'batching' | 'empty';

/** Of one subject: what was acknowledged per second, and how many callbacks were answered 503. */
export type Readings = Record<Subject, number[]> & { unavailable: Record<Subject, number> };

/** Workflows that consist of a trigger alone. */
const createTriggers = async (client: N8nClient): Promise<Record<Subject, Workflow>> => {
	const listen = async (name: string, type: string, parameters: Record<string, unknown>) => {
		const webhookId = `bench-${name.toLowerCase()}`;
		const workflow = await client.createWorkflow(
			chain(name, { name: trigger, type, webhookId, parameters }),
		);
		await client.activate(workflow.id);
		return workflow;
	};
	const ours = 'n8n-nodes-att-sms.attSmsTrigger';
	const webhook = { receiveMode: 'webhook', events: ['message'] };
	return {
		ours: await listen('Ours', ours, webhook),
		batching: await listen('Batching', ours, { ...webhook, options: { batchBursts: true } }),
		empty: await listen('Empty', emptyTrigger, {}),
	};
};

/** Where and how callbacks are made. */
export interface Load {
	/** URLs of the processes that take callbacks. */
	processes: readonly string[];
	/** How many callers there are; each waits for its answer before it calls again. */
	callers: number;
	/** Whether any process runs the executions. Without it, they pile up unrun. */
	runsEnd?: boolean;
}

const isAcknowledged = async (
	connection: Client,
	path: string,
	message: string,
): Promise<boolean> => {
	const { statusCode, body } = await connection.request({
		path,
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: message,
	});
	const answer = await body.text();
	if (statusCode === 200 || statusCode === 503) return statusCode === 200;
	throw new Error(`A callback was answered ${statusCode}: ${answer}`);
};

/** n8n responds before a run ends: what is left of it must not fall on the next one measured. */
const runsEnded = async (client: N8nClient, { id }: Workflow): Promise<void> => {
	await waitFor('the runs to end', 120_000, async () => {
		const runs = await client.listExecutions(id);
		const failed = runs.find(({ status }) => status === 'error' || status === 'crashed');
		if (failed) throw new Error(`Execution ${failed.id} has failed`);
		return runs.every(({ status }) => status === 'success') ? true : undefined;
	});
};

/** Callbacks acknowledged per second, by callers who call again as soon as they are answered. */
const perSecond = async (
	client: N8nClient,
	workflow: Workflow,
	{ processes, callers, runsEnd = true }: Load,
	onUnavailable: () => void,
): Promise<number> => {
	const { pathname } = new URL(await callbackUrl(client, workflow, trigger));
	const connections = Array.from(
		{ length: callers },
		(_, index) => new Client(processes[index % processes.length] as string),
	);
	let next = 0;
	let acknowledged = 0;
	const started = performance.now();
	const until = started + secondsPerReading * 1000;
	await Promise.all(
		connections.map(async (connection) => {
			while (performance.now() < until) {
				const message = callback(next, mobile(next++));
				// A busy n8n answers 503 while its database is not ready. As AT&T does, call again.
				while (!(await isAcknowledged(connection, pathname, message))) onUnavailable();
				acknowledged++;
			}
		}),
	);
	const seconds = (performance.now() - started) / 1000;
	await Promise.all(connections.map(async (connection) => await connection.close()));
	if (runsEnd) await runsEnded(client, workflow);
	return acknowledged / seconds;
};

/**
 * Calls subjects under each of the loads, interleaved: by the load’s name, readings of callbacks
 * acknowledged per second.
 */
export const callInterleaved = async <Name extends string>(
	client: N8nClient,
	loads: Record<Name, Load>,
	subjects: Subject[] = ['ours', 'batching', 'empty'],
): Promise<Record<Name, Readings>> => {
	const workflows = await createTriggers(client);
	const names = Object.keys(loads) as Name[];
	const unavailable: Record<string, number> = {};
	const readings = await interleave(
		rounds,
		Object.fromEntries(
			names.flatMap((name) =>
				subjects.map((subject) => [
					`${subject} ${name}`,
					async () =>
						await perSecond(client, workflows[subject], loads[name], () => {
							const key = `${subject} ${name}`;
							unavailable[key] = (unavailable[key] ?? 0) + 1;
						}),
				]),
			),
		),
	);
	for (const { id } of Object.values(workflows)) await client.deactivate(id);
	const readingsOf = (name: Name): Readings => ({
		ours: readings[`ours ${name}`] ?? [],
		batching: readings[`batching ${name}`] ?? [],
		empty: readings[`empty ${name}`] ?? [],
		unavailable: {
			ours: unavailable[`ours ${name}`] ?? 0,
			batching: unavailable[`batching ${name}`] ?? 0,
			empty: unavailable[`empty ${name}`] ?? 0,
		},
	});
	return Object.fromEntries(names.map((name) => [name, readingsOf(name)])) as Record<
		Name,
		Readings
	>;
};
