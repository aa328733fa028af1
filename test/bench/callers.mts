import { Client } from 'undici';
import { chain } from '../../scripts/lib/n8n/chain.mts';
import { waitFor, type N8nClient, type Workflow } from '../../scripts/lib/n8n/client.mts';
import { callbackUrl } from '../../scripts/lib/n8n/callbackUrl.mts';
import { callback } from './callback.mts';
import { emptyTrigger } from './emptyTrigger.mts';
import { inTurns } from './statistics.mts';
import { mobile } from './texts.mts';

export const connections = 8;
const callbacksARound = 80;
const rounds = 6;
const trigger = 'Trigger';

/** Workflows of nothing but a trigger: this package's, and one that does nothing. */
const createTriggers = async (client: N8nClient): Promise<Record<'ours' | 'empty', Workflow>> => {
	const listen = async (name: string, type: string, parameters: Record<string, unknown>) => {
		const webhookId = `bench-${name.toLowerCase()}`;
		const workflow = await client.createWorkflow(
			chain(name, { name: trigger, type, webhookId, parameters }),
		);
		await client.activate(workflow.id);
		return workflow;
	};
	return {
		ours: await listen('Ours', 'n8n-nodes-att-sms.attSmsTrigger', {
			receiveMode: 'webhook',
			events: ['message'],
		}),
		empty: await listen('Empty', emptyTrigger, {}),
	};
};

/** Callbacks acknowledged in a second, by however many processes there are for them. */
const perSecond = async (
	client: N8nClient,
	workflow: Workflow,
	processes: readonly string[],
	runsEnd: boolean,
): Promise<number> => {
	const { pathname } = new URL(await callbackUrl(client, workflow, trigger));
	let next = 0;
	const started = performance.now();
	await Promise.all(
		Array.from({ length: connections }, async (_, index) => {
			const connection = new Client(processes[index % processes.length] as string);
			while (next < callbacksARound) {
				const { statusCode, body } = await connection.request({
					path: pathname,
					method: 'POST',
					headers: { 'content-type': 'application/json' },
					body: callback(next, mobile(next++)),
				});
				await body.dump();
				if (statusCode !== 200) throw new Error(`A callback was answered ${statusCode}`);
			}
			await connection.close();
		}),
	);
	const seconds = (performance.now() - started) / 1000;
	if (!runsEnd) return callbacksARound / seconds;
	// n8n answers before the run ends: what is left of it must not fall on the next one measured.
	await waitFor('the runs to end', 120_000, async () => {
		const runs = await client.listExecutions(workflow.id);
		return runs.every(({ status }) => status === 'success') ? true : undefined;
	});
	return callbacksARound / seconds;
};

/**
 * Has both triggers called, in turns, at each of the sets of processes: by the set's name, readings
 * of callbacks acknowledged in a second. `runsEnd`: whether there is who runs them.
 */
export const callInTurns = async <Processes extends string>(
	client: N8nClient,
	processes: Record<Processes, readonly string[]>,
	runsEnd = true,
): Promise<Record<Processes, Record<'ours' | 'empty', number[]>>> => {
	const workflows = await createTriggers(client);
	const names = Object.keys(processes) as Processes[];
	const subjects = names.flatMap((name) =>
		(['ours', 'empty'] as const).map((who) => ({ name, who, subject: `${who} ${name}` })),
	);
	const readings = await inTurns(
		rounds,
		Object.fromEntries(
			subjects.map(({ name, who, subject }) => [
				subject,
				async () => await perSecond(client, workflows[who], processes[name], runsEnd),
			]),
		),
	);
	for (const { id } of Object.values(workflows)) await client.deactivate(id);
	return Object.fromEntries(
		names.map((name) => [
			name,
			{ ours: readings[`ours ${name}`], empty: readings[`empty ${name}`] },
		]),
	) as Record<Processes, Record<'ours' | 'empty', number[]>>;
};
