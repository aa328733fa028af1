// Where a workflow is saved and published anew while a poll is under way, n8n throws away what the
// poll gives, and AT&T no longer has it.
import fc from 'fast-check';
import type { INodeExecutionData } from 'n8n-workflow';
import { createN8n, type ActiveTrigger, type N8n } from '../support/n8nContexts.mts';
import {
	credentialFor,
	jsonOf,
	mobile,
	offline,
	openSandbox,
	setUp,
	type World,
} from './support.mts';

const parameters = { shortCode: offline };

/** The nodes' clock, which stands still until it is moved. */
let wait: (seconds: number) => void;
beforeEach(() => {
	let now = Date.now();
	jest.spyOn(Date, 'now').mockImplementation(() => now);
	wait = (seconds) => {
		now += seconds * 1000;
	};
});
afterEach(() => {
	jest.restoreAllMocks();
});

const textsIn = (output: INodeExecutionData[][] | null) =>
	output && jsonOf(output).map(({ message }) => message);

const open = async (settings: Parameters<typeof setUp>[0] = {}) => {
	const { sandbox, n8n } = await setUp(settings);
	const write = (...texts: string[]) => {
		for (const message of texts) sandbox.text({ from: mobile(0), to: offline, message });
	};
	return { sandbox, n8n, write };
};

/** A poll in whose course, once AT&T has removed the messages, the workflow is published anew. */
const pollDiscarded = async ({ history, subscribe }: World['sandbox'], active: ActiveTrigger) => {
	const before = history.inboxReads.length;
	const stop = subscribe(({ type }) => {
		if (type === 'inboxRead') active.supersede();
	});
	const outcome = await active.attempt();
	stop();
	expect(history.inboxReads.length).toBeGreaterThan(before);
	expect(outcome.emitted).toBeNull();
	return outcome;
};

const activate = async (n8n: N8n) => await n8n.activate({ parameters });

describe('what n8n threw away', () => {
	test('is handed out by the next poll, once', async () => {
		const { sandbox, n8n, write } = await open();
		const first = await activate(n8n);
		write('one', 'two');
		await pollDiscarded(sandbox, first);
		expect(sandbox.history.mo.map(({ state }) => state)).toEqual(['read', 'read']);

		const second = await activate(n8n);
		wait(300);
		expect(textsIn(await second.poll())).toEqual(['one', 'two']);
		for (let poll = 0; poll < 3; poll++) {
			wait(300);
			expect(await second.poll()).toBeNull();
		}
		const third = await activate(n8n);
		expect(third.firstPoll).toBeNull();
	});

	test('is handed out upon activation, where that comes later', async () => {
		const { sandbox, n8n, write } = await open();
		write('one');
		const first = await n8n.activate({ parameters });
		expect(textsIn(first.firstPoll)).toEqual(['one']);
		write('two');
		await pollDiscarded(sandbox, first);
		await first.deactivate();
		wait(24 * 3600);
		const second = await activate(n8n);
		expect(textsIn(second.firstPoll)).toEqual(['two']);
		wait(300);
		expect(await second.poll()).toBeNull();
	});

	test('waits ten seconds, in which n8n might still start a run with it', async () => {
		const { sandbox, n8n, write } = await open();
		const first = await activate(n8n);
		write('one');
		await pollDiscarded(sandbox, first);
		const second = await activate(n8n);
		expect(second.firstPoll).toBeNull();
		wait(10);
		expect(await second.poll()).toBeNull();
		wait(1);
		expect(textsIn(await second.poll())).toEqual(['one']);
	});

	test('comes before what was read since, in the same run', async () => {
		const { sandbox, n8n, write } = await open();
		const first = await activate(n8n);
		write('one', 'two');
		await pollDiscarded(sandbox, first);
		const second = await activate(n8n);
		write('three');
		wait(300);
		const output = await second.poll();
		expect(output).toHaveLength(1);
		expect(textsIn(output)).toEqual(['one', 'two', 'three']);
	});

	test('is handed out beside what is emitted meanwhile, each once', async () => {
		const { sandbox, n8n, write } = await open();
		const first = await activate(n8n);
		write('one');
		await pollDiscarded(sandbox, first);
		const second = await activate(n8n);
		write('two');
		expect(textsIn(await second.poll())).toEqual(['two']);
		wait(300);
		expect(textsIn(await second.poll())).toEqual(['one']);
		wait(300);
		expect(await second.poll()).toBeNull();
	});

	test('is not lost where that poll’s result is thrown away too', async () => {
		const { sandbox, n8n, write } = await open();
		const texts = ['one', 'two', 'three'];
		for (const text of texts) {
			const active = await activate(n8n);
			expect(active.firstPoll).toBeNull();
			write(text);
			// All but the first hand out, in vain, what was thrown away before.
			await pollDiscarded(sandbox, active);
			wait(5);
		}
		wait(60);
		const last = await activate(n8n);
		expect(textsIn(last.firstPoll)?.sort()).toEqual([...texts].sort());
		wait(300);
		expect(await last.poll()).toBeNull();
	});

	test('is not lost where a poll fails in between', async () => {
		const { sandbox, n8n, write } = await open();
		const first = await activate(n8n);
		write('one');
		await pollDiscarded(sandbox, first);
		const second = await activate(n8n);
		wait(300);
		sandbox.fault({ on: 'inbox', kind: '500' });
		expect((await second.attempt()).error).toBeDefined();
		wait(300);
		expect(textsIn(await second.poll())).toEqual(['one']);
	});

	test('is handed out where a later page failed in that poll', async () => {
		const { sandbox, n8n, write } = await open({ inboxPageSize: 2 });
		const first = await activate(n8n);
		write('one', 'two', 'three');
		sandbox.fault({ on: 'inbox', kind: '500', skip: 1 });
		await pollDiscarded(sandbox, first);
		const second = await activate(n8n);
		// What AT&T still had comes first; then what n8n threw away.
		expect(textsIn(second.firstPoll)).toEqual(['three']);
		wait(300);
		expect(textsIn(await second.poll())).toEqual(['one', 'two']);
	});

	test('is nothing to an Execute step in the editor', async () => {
		const { sandbox, n8n, write } = await open();
		const first = await activate(n8n);
		write('one');
		await pollDiscarded(sandbox, first);
		wait(300);
		write('two');
		expect(textsIn(await n8n.poll({ parameters, mode: 'manual' }))).toEqual(['two']);
		wait(300);
		const second = await activate(n8n);
		expect(textsIn(second.firstPoll)).toEqual(['one']);
	});

	test('by one workflow is not handed out by another', async () => {
		const { sandbox, n8n, write } = await open();
		const other = await createN8n({ credential: credentialFor(sandbox) });
		const first = await activate(n8n);
		write('one');
		await pollDiscarded(sandbox, first);
		wait(300);
		expect((await activate(other)).firstPoll).toBeNull();
		expect(textsIn((await activate(n8n)).firstPoll)).toEqual(['one']);
	});
});

describe('what n8n started a run with', () => {
	test('is never handed out again, however long it takes until the next poll', async () => {
		const { n8n, write } = await open();
		write('one');
		const active = await activate(n8n);
		expect(textsIn(active.firstPoll)).toEqual(['one']);
		for (const seconds of [0, 5, 10, 11, 300, 86_400]) {
			wait(seconds);
			expect(await active.poll()).toBeNull();
			write(`after ${seconds}`);
			expect(textsIn(await active.poll())).toEqual([`after ${seconds}`]);
		}
	});

	test('is not handed out by a new activation', async () => {
		const { n8n, write } = await open();
		const first = await activate(n8n);
		write('one');
		expect(textsIn(await first.poll())).toEqual(['one']);
		await first.deactivate();
		wait(300);
		const second = await activate(n8n);
		expect(second.firstPoll).toBeNull();
	});

	test('is not handed out where the workflow is published anew after the poll', async () => {
		const { n8n, write } = await open();
		const first = await activate(n8n);
		write('one');
		expect(textsIn(await first.poll())).toEqual(['one']);
		first.supersede();
		wait(300);
		expect(await first.poll()).toBeNull();
		expect((await activate(n8n)).firstPoll).toBeNull();
	});
});

test('whatever comes in whatever order, each message read is handed out exactly once', async () => {
	const step = fc.oneof(
		{ weight: 4, arbitrary: fc.constant('write' as const) },
		{ weight: 3, arbitrary: fc.constant('poll' as const) },
		{ weight: 3, arbitrary: fc.constant('discard' as const) },
		{ weight: 2, arbitrary: fc.constant('activate' as const) },
		{ weight: 1, arbitrary: fc.constant('fail' as const) },
		{ weight: 3, arbitrary: fc.constant('wait' as const) },
	);
	const sandbox = await openSandbox({ inboxPageSize: 3 });
	await fc.assert(
		fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
			sandbox.reset();
			const n8n = await createN8n({ credential: credentialFor(sandbox) });
			let active = await activate(n8n);
			const handedOut: unknown[] = [];
			let written = 0;
			const take = (output: INodeExecutionData[][] | null) =>
				handedOut.push(...(textsIn(output) ?? []));
			const republish = async () => {
				active.supersede();
				active = await activate(n8n);
				take(active.firstPoll);
			};
			const does = {
				write: async () => {
					const message = String(++written);
					sandbox.text({ from: mobile(0), to: offline, message });
				},
				poll: async () => void take((await active.attempt()).emitted),
				discard: async () => {
					await pollDiscarded(sandbox, active);
					await republish();
				},
				activate: republish,
				fail: async () => {
					sandbox.fault({ on: 'inbox', kind: '500' });
					take((await active.attempt()).emitted);
					await sandbox.clearFaults();
				},
				wait: async () => wait(7),
			};
			for (const name of steps) await does[name]();
			wait(60);
			take((await active.attempt()).emitted);
			wait(60);
			take((await active.attempt()).emitted);
			const all = Array.from({ length: written }, (_, n) => String(n + 1));
			expect(handedOut.map(String).sort()).toEqual(all.sort());
			expect(sandbox.history.mo.every(({ state }) => state === 'read')).toBe(true);
		}),
		{ numRuns: 25 },
	);
});
