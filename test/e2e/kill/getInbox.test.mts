// n8n ends in the middle of a Get Inbox, and is started again. n8n stores what a node puts out when it
// ends, so what was read is lost with it, unless n8n gives it the time to end.
// `npm run test:kill` plays it.
import { itemsOf } from '../../../scripts/lib/n8n/client.mts';
import { countTexts, readExecutions } from '../support/executions.mts';
import { type End, ends, inEachMode, type KillableN8n } from '../support/killable.mts';
import { openKillable, product } from '../support/killable.mts';
import { tellCounts } from '../support/killTable.mts';
import { attSms, mobile, offlineCode } from '../support/setup.mts';

const pages = 30;
const pageSize = 5;
const messages = pages * pageSize;
const textOf = (n: number) => `Waiting text ${n}.`;
const anyText = /Waiting text \d+\./g;

describe.each(inEachMode)('In $mode mode, the $process process', (setup) => {
	let n8n: KillableN8n;
	beforeAll(async () => {
		// All pages take longer than n8n waits for an execution when it is stopped in order.
		n8n = await openKillable(setup.mode, { inboxPageSize: pageSize, latencyMs: 600 });
	});
	afterAll(async () => await n8n?.close());

	const read = () => n8n.sandbox.history.mo.filter(({ state }) => state === 'read');

	const startReading = async (name: string) => {
		const { sandbox, credentials } = n8n;
		sandbox.reset();
		for (let n = 0; n < messages; n++) {
			sandbox.text({ from: mobile, to: offlineCode, message: textOf(n) });
		}
		return await n8n.start(name, {
			name: 'Read',
			type: attSms,
			parameters: {
				resource: 'sms',
				operation: 'getInbox',
				shortCode: offlineCode,
				options: { limit: 0 },
			},
			credentials,
		});
	};

	const moments = setup.mode === 'regular' ? [1, 15, 30] : [15];

	test.each<End & { page: number }>(
		product(
			moments.map((page) => ({ page })),
			ends,
		),
	)(
		'A Get Inbox ended by $signal at page $page of 30 loses only what it had read, and its retry reads the rest',
		async ({ page, end, signal }) => {
			const { client, sandbox } = n8n;
			const { id, workflow } = await startReading(`Read ${page} ${signal}`);
			await sandbox.until(({ inboxReads }) => inboxReads.length >= page, 120_000);
			await n8n.end(end, setup.process);
			await n8n.startAgain(setup.process);
			const { status } = await client.executionEnded(id, 300_000);
			const readByThen = read().length;
			// n8n offers no retry of an execution that succeeded.
			if (status !== 'success') await client.retry(id);
			await client.deactivate(workflow.id);

			const counts = countTexts(await readExecutions(client, workflow.id), anyText);
			const lost = read().filter(({ message }) => !counts.has(message)).length;
			const doubled = [...counts.values()].filter((count) => count > 1).length;
			tellCounts(
				`Get Inbox: page ${page} of ${pages}`,
				`${setup.process}, ${setup.mode} mode`,
				signal,
				status,
				readByThen,
				read().length,
				counts.size,
				lost,
				doubled,
			);
			expect(read()).toHaveLength(messages);
			expect(lost).toBe(status === 'success' ? 0 : readByThen);
			expect(doubled).toBe(0);
		},
	);

	if (setup.mode === 'queue') return;

	test('A Get Inbox that is stopped in n8n before n8n is killed has all that it had read, with the page under way', async () => {
		const { client, sandbox } = n8n;
		const { id, workflow } = await startReading('Read stopped');
		await sandbox.until(({ inboxReads }) => inboxReads.length >= 15, 120_000);
		await client.stop(id);
		const keeping = await n8n.keptFrom(id, workflow);
		await n8n.end('kill');
		await n8n.startAgain();
		const retried = await client.retry(keeping);
		await client.deactivate(workflow.id);

		const kept = itemsOf(retried, 'Read').map(({ json }) => json.message);
		tellCounts(
			'Get Inbox: stopped in n8n at page 15 of 30',
			'main, regular mode',
			'SIGKILL',
			'kept',
			read().length,
			read().length,
			kept.length,
			read().length - kept.length,
			kept.length - new Set(kept).size,
		);
		expect(kept).toEqual(read().map(({ message }) => message));
	});
});
