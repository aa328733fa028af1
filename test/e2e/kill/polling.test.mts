// n8n ends in the middle of a poll of many pages. What the sandbox handed out must be in executions,
// but for what was on the wire. `npm run test:kill` plays it.
import { type End, ends, type KillableN8n, openKillable, product } from '../support/killable.mts';
import { tellCounts } from '../support/killTable.mts';
import { countOnceStored, durableScheduler, pollingTrigger } from '../support/polling.mts';
import { mobile, offlineCode } from '../support/setup.mts';

const pages = 20;
const pageSize = 50;
const messages = pages * pageSize;
const textOf = (n: number) => `Waiting text ${n}.`;
const anyText = /Waiting text \d+\./g;

/** How many pages may be on the wire. */
const onTheWire: Record<End['end'], number> = { kill: 2, stop: 1 };

const setups = [
	{ name: 'regular mode', mode: 'regular', process: 'main', env: {}, moments: [1, 2, 10, 19] },
	{
		name: 'regular mode with the durable scheduler',
		mode: 'regular',
		process: 'main',
		env: durableScheduler,
		moments: [1, 2, 10, 19],
	},
	{ name: 'queue mode', mode: 'queue', process: 'main', env: {}, moments: [2, 10] },
	{ name: 'queue mode', mode: 'queue', process: 'worker', env: {}, moments: [10] },
] as const;

describe.each(setups)('In $name, the $process process', ({ name, mode, process, env, moments }) => {
	let n8n: KillableN8n;
	beforeAll(async () => {
		n8n = await openKillable(mode, { inboxPageSize: pageSize, latencyMs: 150 }, env);
	});
	afterAll(async () => await n8n?.close());

	const cases = product(
		moments.map((page) => ({ page })),
		ends,
	);
	test.each(cases)(
		'A poll ended by $signal at page $page of 20 loses at most what was on the wire, and doubles nothing',
		async ({ page, end, signal }) => {
			const { client, sandbox, credentials } = n8n;
			sandbox.reset();
			const workflow = await n8n.publish('Poll', pollingTrigger(credentials));
			await sandbox.until(({ inboxReads }) => inboxReads.length > 0);
			const before = sandbox.history.inboxReads.length;
			for (let n = 0; n < messages; n++) {
				sandbox.text({ from: mobile, to: offlineCode, message: textOf(n) });
			}
			await sandbox.until(({ inboxReads }) => inboxReads.length >= before + page, 180_000);
			await n8n.end(end, process);
			await n8n.startAgain(process);
			await sandbox.until(({ mo }) => mo.every(({ state }) => state !== 'waiting'), 180_000);
			const counts = await countOnceStored(client, workflow.id, anyText);
			await client.deactivate(workflow.id);

			const { mo } = sandbox.history;
			const missing = mo.filter(({ message }) => !counts.has(message)).length;
			const doubled = [...counts.values()].filter((count) => count > 1).length;
			tellCounts(
				`Poll: page ${page} of ${pages}`,
				`${process}, ${name}`,
				signal,
				mo.filter(({ state }) => state === 'read').length,
				counts.size,
				missing,
				doubled,
			);
			expect(mo.map(({ state }) => state)).not.toContain('expired');
			expect(missing).toBeLessThanOrEqual(onTheWire[end] * pageSize);
			expect(doubled).toBe(0);
		},
	);
});
