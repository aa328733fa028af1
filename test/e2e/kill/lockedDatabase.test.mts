// Another program has locked n8n's database while a poll hands over: n8n can't store executions.
// `npm run test:kill` plays it.
import { setTimeout as sleep } from 'node:timers/promises';
import { lockDatabase } from '../support/database.mts';
import { type KillableN8n, openKillable, product } from '../support/killable.mts';
import { tellCounts } from '../support/killTable.mts';
import { countPolled, durableScheduler, pollUntilPage } from '../support/polling.mts';

const pages = 20;
const pageSize = 50;
const messages = pages * pageSize;

const setups = [
	{ name: 'regular mode', env: {} },
	{ name: 'regular mode with the durable scheduler', env: durableScheduler },
];

/** n8n waits a second for a lock. A poll is due every ten seconds. */
const locks = [{ seconds: 5 }, { seconds: 45 }];

describe.each(setups)('In $name', ({ name, env }) => {
	let n8n: KillableN8n;
	beforeAll(async () => {
		n8n = await openKillable('regular', { inboxPageSize: pageSize, latencyMs: 150 }, env);
	});
	afterAll(async () => await n8n?.close());

	const cases = product([{ page: 1 }, { page: 10 }], locks);
	test.each(cases)(
		'A poll of 20 pages loses and doubles nothing if the database is locked for $seconds s from page $page on',
		async ({ page, seconds }) => {
			const workflow = await pollUntilPage(n8n, messages, page);
			const unlock = await lockDatabase(n8n.installation, n8n.userFolder);
			await sleep(seconds * 1000);
			const { mo } = n8n.sandbox.history;
			const readWhileLocked = mo.filter(({ state }) => state === 'read').length;
			await unlock();
			const { read, inExecutions, missing, doubled } = await countPolled(n8n, workflow);
			tellCounts(
				`Database locked for ${seconds} s from page ${page} of ${pages} on`,
				name,
				`${readWhileLocked} read when it ended`,
				read,
				inExecutions,
				missing,
				doubled,
			);
			expect(readWhileLocked).toBeLessThan(messages);
			expect(missing).toBe(0);
			expect(doubled).toBe(0);
		},
	);
});
