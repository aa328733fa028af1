import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeInChain } from '../../../scripts/lib/n8n/chain.mts';
import { type Credential, type N8nClient, waitFor } from '../../../scripts/lib/n8n/client.mts';
import { countTexts, readExecutions } from './executions.mts';
import { attSmsTrigger, offlineCode } from './setup.mts';

/** Every ten seconds: n8n lets none of them come around more than once a minute. */
const pollTimes = {
	item: [0, 10, 20, 30, 40, 50].map((second) => ({
		mode: 'custom',
		cronExpression: `${second} * * * * *`,
	})),
};

/** A trigger that polls the offline short code every ten seconds. */
export const pollingTrigger = (credentials: Record<string, Credential>): NodeInChain => ({
	name: 'Text Received',
	type: attSmsTrigger,
	parameters: { receiveMode: 'polling', shortCode: offlineCode, pollTimes },
	credentials,
});

/** Has n8n poll by its durable scheduler. */
export const durableScheduler = {
	N8N_SCHEDULER_ENABLED: 'true',
	N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
	N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
};

/** In how many executions each text is, once n8n stores no more of them. */
export const countOnceStored = async (
	client: N8nClient,
	workflowId: string,
	text: RegExp,
): Promise<Map<string, number>> => {
	let counts = new Map<string, number>();
	await waitFor('the last execution to be stored', 120_000, async () => {
		await sleep(3000);
		const before = counts.size;
		counts = countTexts(await readExecutions(client, workflowId), text);
		return counts.size === before ? true : undefined;
	});
	return counts;
};
