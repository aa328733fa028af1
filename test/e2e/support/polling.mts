import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeInChain } from '../../../scripts/lib/n8n/chain.mts';
import { type Credential, waitFor, type Workflow } from '../../../scripts/lib/n8n/client.mts';
import { countTexts, readExecutions } from './executions.mts';
import type { KillableN8n } from './killable.mts';
import { attSmsTrigger, mobile, offlineCode } from './setup.mts';

/** Every ten seconds: n8n lets none of them come around more than once a minute. */
const pollTimes = {
	item: [0, 10, 20, 30, 40, 50].map((second) => ({
		mode: 'custom',
		cronExpression: `${second} * * * * *`,
	})),
};

/** A trigger that polls the offline short code every ten seconds. */
const pollingTrigger = (credentials: Record<string, Credential>): NodeInChain => ({
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

const anyText = /Waiting text \d+\./g;

/** Publishes a workflow that polls, has texts wait for it, and resolves once it has read a page of them. */
export const pollUntilPage = async (
	{ sandbox, credentials, publish }: KillableN8n,
	messages: number,
	page: number,
): Promise<Workflow> => {
	sandbox.reset();
	const workflow = await publish('Poll', pollingTrigger(credentials));
	await sandbox.until(({ inboxReads }) => inboxReads.length > 0);
	const before = sandbox.history.inboxReads.length;
	for (let n = 0; n < messages; n++) {
		sandbox.text({ from: mobile, to: offlineCode, message: `Waiting text ${n}.` });
	}
	await sandbox.until(({ inboxReads }) => inboxReads.length >= before + page, 180_000);
	return workflow;
};

/** What has become of the texts, once none waits and n8n stores no more executions. */
export interface Polled {
	read: number;
	inExecutions: number;
	/** In no execution. */
	missing: number;
	/** In more than one execution. */
	doubled: number;
}

export const countPolled = async (
	{ client, sandbox }: KillableN8n,
	{ id }: Workflow,
): Promise<Polled> => {
	await sandbox.until(({ mo }) => mo.every(({ state }) => state !== 'waiting'), 180_000);
	let counts = new Map<string, number>();
	await waitFor('the last execution to be stored', 120_000, async () => {
		await sleep(3000);
		const before = counts.size;
		counts = countTexts(await readExecutions(client, id), anyText);
		return counts.size === before ? true : undefined;
	});
	await client.deactivate(id);
	const { mo } = sandbox.history;
	return {
		read: mo.filter(({ state }) => state === 'read').length,
		inExecutions: counts.size,
		missing: mo.filter(({ message }) => !counts.has(message)).length,
		doubled: [...counts.values()].filter((count) => count > 1).length,
	};
};
