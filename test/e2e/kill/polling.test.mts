// n8n ends in the middle of a poll of many pages. What the sandbox handed out must be in executions,
// but for what was on the wire. `npm run test:kill` plays it.
import { type End, ends, type KillableN8n, openKillable, product } from '../support/killable.mts';
import { tellCounts } from '../support/killTable.mts';
import { countPolled, durableScheduler, pollUntilPage } from '../support/polling.mts';

const pages = 20;
const pageSize = 50;
const messages = pages * pageSize;

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
			const workflow = await pollUntilPage(n8n, messages, page);
			await n8n.end(end, process);
			await n8n.startAgain(process);
			const { read, inExecutions, missing, doubled } = await countPolled(n8n, workflow);
			tellCounts(
				`Poll: page ${page} of ${pages}`,
				`${process}, ${name}`,
				signal,
				read,
				inExecutions,
				missing,
				doubled,
			);
			expect(n8n.sandbox.history.mo.map(({ state }) => state)).not.toContain('expired');
			expect(missing).toBeLessThanOrEqual(onTheWire[end] * pageSize);
			expect(doubled).toBe(0);
		},
	);
});
