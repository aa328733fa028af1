// n8n ends in the middle of a Send, and is started again. What the list of executions then retries
// must text nobody twice. `npm run test:kill` plays it.
import { itemsOf } from '../../../scripts/lib/n8n/client.mts';
import { sendEach } from '../support/setup.mts';
import {
	type End,
	ends,
	inEachMode,
	type KillableN8n,
	openKillable,
	product,
} from '../support/killable.mts';
import { tellCounts } from '../support/killTable.mts';
import { mobile } from '../../support/mobile.mts';

const recipients = 30;
const everybody = Array.from({ length: recipients }, (_, n) => mobile(n));

interface Case extends End {
	/** As it is in the title. */
	moment: string;
	/** Requests that AT&T has got by then. */
	requests: number;
	/** To everybody the same text, in one request; or a text of their own. */
	together: boolean;
}

const middle = { moment: 'text 15 of 30', requests: 15, together: false };
const batch = { moment: 'one text to 30 recipients', requests: 1, together: true };
const first = { moment: 'text 1 of 30', requests: 1, together: false };
const last = { moment: 'text 30 of 30', requests: 30, together: false };

describe.each(inEachMode)('In $mode mode, the $process process', (setup) => {
	let n8n: KillableN8n;
	beforeAll(async () => {
		// All texts take longer than n8n waits for an execution when it is stopped in order.
		n8n = await openKillable(setup.mode, { latencyMs: 600 });
	});
	afterAll(async () => await n8n?.close());

	const moments = setup.mode === 'regular' ? [first, middle, last, batch] : [middle, batch];

	test.each<Case>(product(moments, ends))(
		'A Send ended by $signal at $moment texts nobody twice, though it is retried from the list of executions',
		async ({ moment, requests, together, end, signal }) => {
			const { client, sandbox, credentials } = n8n;
			sandbox.reset();
			const { accepted } = sandbox.history;
			const { id, workflow } = await n8n.start(
				`Send ${moment} ${signal}`,
				...sendEach(
					recipients,
					together ? 'To all' : '=Text {{ $json.n }}',
					{ concurrency: 1 },
					credentials,
					{ to: `={{ ${JSON.stringify(everybody)}[$json.n] }}` },
				),
			);
			await sandbox.until(() => accepted.length >= requests, 120_000);
			await n8n.end(end, setup.process);
			await n8n.startAgain(setup.process);
			const ended = await client.executionEnded(id, 300_000);
			const before = accepted.flatMap(({ addresses }) => addresses);
			const hasEnded = ended.status === 'success';
			// n8n offers no retry of an execution that succeeded.
			const retried = hasEnded ? undefined : await client.retry(id);
			await client.deactivate(workflow.id);

			const texted = accepted.flatMap(({ addresses }) => addresses);
			const known = itemsOf(retried ?? ended, 'Send').length;
			tellCounts(
				`Send: ${moment}`,
				`${setup.process}, ${setup.mode} mode`,
				signal,
				before.length,
				ended.status,
				known,
				texted.length - before.length,
				texted.length - new Set(texted).size,
			);
			expect(new Set(texted).size).toBe(texted.length);
			expect(texted).toEqual(before);
			// Of a worker that was stopped, n8n's queue can give up the retry before the node begins.
			expect(hasEnded ? known : retried?.error?.message).toEqual(
				hasEnded ? recipients : expect.stringMatching(/no record|too many times/),
			);
		},
	);
});
