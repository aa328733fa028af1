import { Client } from 'undici';
import { callbackUrl } from '../../../scripts/lib/n8n/callback-url.mts';
import { eventually, type Workflow } from '../../../scripts/lib/n8n/client.mts';
import { callback } from '../callback.mts';
import { emptyTrigger } from '../empty-trigger.mts';
import type { Row } from '../row.mts';
import { createAll, type Stand } from '../stand.mts';
import { inTurns, median } from '../statistics.mts';
import { mobile } from '../texts.mts';
import { chain } from '../workflows.mts';

const connections = 8;
const callbacksARound = 80;
const rounds = 6;
const trigger = 'Trigger';

/** Callbacks acknowledged in a second by a workflow that has the trigger and nothing else. */
async function perSecond({ instance: { client } }: Stand, workflow: Workflow): Promise<number> {
	const url = new URL(await callbackUrl(client, workflow, trigger));
	let next = 0;
	const started = performance.now();
	await Promise.all(
		Array.from({ length: connections }, async () => {
			const connection = new Client(url.origin);
			while (next < callbacksARound) {
				const { statusCode, body } = await connection.request({
					path: url.pathname,
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
	// n8n answers before the run ends: what is left of it must not fall on the next one measured.
	await eventually('the runs to end', 60_000, async () => {
		const runs = await client.listExecutions(workflow.id);
		return runs.every(({ status }) => status === 'success') ? true : undefined;
	});
	return callbacksARound / seconds;
}

/** Callbacks taken in by one process. */
export async function callbacks(stand: Stand): Promise<Row> {
	const { client } = stand.instance;
	const workflows = await createAll(stand, {
		ours: chain('Ours', {
			name: trigger,
			type: 'n8n-nodes-att-sms.attSmsTrigger',
			webhookId: 'bench-ours',
			parameters: { receiveMode: 'webhook', events: ['message'] },
			credentials: stand.credentials.ours,
		}),
		empty: chain('Empty', {
			name: trigger,
			type: emptyTrigger,
			webhookId: 'bench-empty',
			parameters: {},
		}),
	});
	for (const { id } of Object.values(workflows)) await client.activate(id);
	const { ours, empty } = await inTurns(rounds, {
		ours: async () => await perSecond(stand, workflows.ours),
		empty: async () => await perSecond(stand, workflows.empty),
	});
	for (const { id } of Object.values(workflows)) await client.deactivate(id);
	return {
		what: 'Callbacks taken in, at 8 connections, by one process',
		ours: `${median(ours).toFixed(1)} a second`,
		against: `a trigger that does nothing: ${median(empty).toFixed(1)} a second`,
		ratio: median(ours) / median(empty),
		goal: { atLeast: 0.95 },
		readings: { 'ours, a second': ours, 'empty trigger, a second': empty },
	};
}
