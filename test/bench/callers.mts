import { Client } from 'undici';
import { chain } from '../../scripts/lib/n8n/chain.mts';
import { waitFor, type N8nClient, type Workflow } from '../../scripts/lib/n8n/client.mts';
import { callbackUrl } from '../../scripts/lib/n8n/callbackUrl.mts';
import { callback } from './callback.mts';
import { emptyTrigger } from './emptyTrigger.mts';
import { inTurns } from './statistics.mts';
import { mobile } from '../support/mobile.mts';

const rounds = 4;
const trigger = 'Trigger';

/** What is called: this package's trigger, the same with Batch Bursts, and one that does nothing. */
export type Subject = 'ours' | 'batching' | 'empty';

export type Readings = Record<Subject, number[]>;

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

/** Callbacks acknowledged per second. */
const perSecond = async (
	client: N8nClient,
	workflow: Workflow,
	{ processes, callers, runsEnd = true }: Load,
): Promise<number> => {
	const { pathname } = new URL(await callbackUrl(client, workflow, trigger));
	const callbacks = callers * 10;
	let next = 0;
	const started = performance.now();
	await Promise.all(
		Array.from({ length: callers }, async (_, index) => {
			const connection = new Client(processes[index % processes.length] as string);
			while (next < callbacks) {
				const message = callback(next, mobile(next++));
				// A busy n8n answers 503 while its database is not ready. As AT&T does, call again.
				while (!(await isAcknowledged(connection, pathname, message)));
			}
			await connection.close();
		}),
	);
	const seconds = (performance.now() - started) / 1000;
	if (!runsEnd) return callbacks / seconds;
	// n8n answers before the run ends: what is left of it must not fall on the next one measured.
	await waitFor('the runs to end', 120_000, async () => {
		const runs = await client.listExecutions(workflow.id);
		return runs.every(({ status }) => status === 'success') ? true : undefined;
	});
	return callbacks / seconds;
};

/**
 * Calls all subjects under each of the loads, in turns: by the load's name, readings of callbacks
 * acknowledged per second.
 */
export const callInTurns = async <Name extends string>(
	client: N8nClient,
	loads: Record<Name, Load>,
): Promise<Record<Name, Readings>> => {
	const workflows = await createTriggers(client);
	const subjects = Object.keys(workflows) as Subject[];
	const names = Object.keys(loads) as Name[];
	const readings = await inTurns(
		rounds,
		Object.fromEntries(
			names.flatMap((name) =>
				subjects.map((subject) => [
					`${subject} ${name}`,
					async () => await perSecond(client, workflows[subject], loads[name]),
				]),
			),
		),
	);
	for (const { id } of Object.values(workflows)) await client.deactivate(id);
	const readingsOf = (name: Name): Readings => ({
		ours: readings[`ours ${name}`] ?? [],
		batching: readings[`batching ${name}`] ?? [],
		empty: readings[`empty ${name}`] ?? [],
	});
	return Object.fromEntries(names.map((name) => [name, readingsOf(name)])) as Record<
		Name,
		Readings
	>;
};
