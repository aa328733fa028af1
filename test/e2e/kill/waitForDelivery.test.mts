// n8n ends while a Send waits for delivery, and is started again. AT&T tells a final status once: what
// was told is lost with the execution, unless n8n gives it the time to end.
// `npm run test:kill` plays it.
import { type Execution, itemsOf } from '../../../scripts/lib/n8n/client.mts';
import { type End, ends, inEachMode, type KillableN8n } from '../support/killable.mts';
import { openKillable, product } from '../support/killable.mts';
import { tellCounts } from '../support/killTable.mts';
import { sendEach } from '../support/setup.mts';
import { mobiles } from '../../support/mobile.mts';

const recipients = mobiles(10);
/** The others' texts are delivered when the test says so. */
const deliveredAtOnce = recipients.slice(0, 5);

interface Moment {
	moment: string;
	/** Statuses that AT&T has told by then. */
	statuses: number;
	/** Whether all are delivered then. */
	allDelivered: boolean;
}

const moments: Moment[] = [
	{ moment: 'its first look-up', statuses: 1, allDelivered: false },
	{ moment: 'its waiting, half of it delivered', statuses: 10, allDelivered: false },
	{ moment: 'its last look-up', statuses: 10, allDelivered: true },
];

describe.each(inEachMode)('In $mode mode, the $process process', (setup) => {
	let n8n: KillableN8n;
	beforeAll(async () => {
		n8n = await openKillable(setup.mode, { latencyMs: 300, deliveryDelayMs: 'manual' });
		for (const number of deliveredAtOnce) {
			n8n.sandbox.setTimeline(number, [{ afterMs: 0, status: 'DeliveredToTerminal' }]);
		}
	});
	afterAll(async () => await n8n?.close());

	const startSend = async (name: string) => {
		n8n.sandbox.reset();
		return await n8n.start(
			name,
			...sendEach(
				recipients.length,
				'=Text {{ $json.n }}',
				{ concurrency: 1, waitForDelivery: 600 },
				n8n.credentials,
				{ to: `={{ ${JSON.stringify(recipients)}[$json.n] }}` },
			),
		);
	};

	const finalsReturned = () => n8n.sandbox.history.statusReads.filter(({ final }) => final).length;
	const deliverAll = () => {
		for (const { id } of n8n.sandbox.history.accepted) {
			n8n.sandbox.setStatus(id, null, 'DeliveredToTerminal');
		}
	};
	const untilMoment = async ({ statuses, allDelivered }: Moment) => {
		const { sandbox } = n8n;
		await sandbox.until(({ statusReads }) => statusReads.length >= statuses, 120_000);
		if (!allDelivered) return;
		deliverAll();
		await sandbox.until(() => finalsReturned() === recipients.length, 120_000);
	};
	const finalsIn = (execution: Execution) =>
		itemsOf(execution, 'Send').filter(({ json }) => json.final === true).length;

	const own = setup.mode === 'regular' ? moments : moments.slice(1, 2);

	test.each<Moment & End>(product(own, ends))(
		'A Wait for Delivery ended by $signal in $moment sends nothing twice, and loses only statuses that it was told',
		async ({ end, signal, ...moment }) => {
			const { client, sandbox } = n8n;
			const { id, workflow } = await startSend(`Wait ${moment.moment} ${signal}`);
			await untilMoment(moment);
			await n8n.end(end, setup.process);
			await n8n.startAgain(setup.process);
			// In queue mode the worker has gone on waiting where the main process ended.
			deliverAll();
			const ended = await client.executionEnded(id, 300_000);
			const hasEnded = ended.status === 'success';
			// n8n offers no retry of an execution that succeeded.
			const retried = hasEnded ? undefined : await client.retry(id);
			await client.deactivate(workflow.id);

			tellCounts(
				`Wait for Delivery: ${moment.moment}`,
				`${setup.process}, ${setup.mode} mode`,
				signal,
				ended.status,
				sandbox.history.accepted.length,
				finalsReturned(),
				finalsIn(ended),
				finalsReturned() - finalsIn(ended),
				sandbox.history.accepted.length - recipients.length,
			);
			expect(sandbox.history.accepted).toHaveLength(recipients.length);
			expect(finalsIn(ended)).toBe(hasEnded ? recipients.length : 0);
			// Of a worker that was stopped, n8n's queue can give up the retry before the node begins.
			expect(retried?.error?.message ?? 'no record').toMatch(/no record|too many times/);
		},
	);

	if (setup.mode === 'queue') return;

	test('A Wait for Delivery that is stopped in n8n before n8n is killed keeps all statuses that it was told', async () => {
		const { client } = n8n;
		const { id, workflow } = await startSend('Wait stopped');
		await untilMoment(moments[1] as Moment);
		await client.stop(id);
		const keeping = await n8n.keptFrom(id, workflow);
		await n8n.end('kill');
		await n8n.startAgain();
		const retried = await client.retry(keeping);
		await client.deactivate(workflow.id);
		tellCounts(
			'Wait for Delivery: stopped in n8n, half of it delivered',
			'main, regular mode',
			'SIGKILL',
			'kept',
			n8n.sandbox.history.accepted.length,
			finalsReturned(),
			finalsIn(retried),
			finalsReturned() - finalsIn(retried),
			n8n.sandbox.history.accepted.length - recipients.length,
		);
		expect(finalsIn(retried)).toBe(finalsReturned());
		expect(n8n.sandbox.history.accepted).toHaveLength(recipients.length);
	});
});
