// What a poll reads, AT&T no longer has: each page is handed over to n8n as soon as it is read.
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { ManualExecutionCancelledError, type INodeExecutionData } from 'n8n-workflow';
import { createN8n, type N8nOptions } from '../support/n8nContexts.mts';
import { credentialFor, mobile, offline, openSandbox, setUp } from './support.mts';

const parameters = { shortCode: offline };
const textsIn = (items: INodeExecutionData[]) => items.map(({ json }) => json.message);

const open = async (
	options: N8nOptions = {},
	settings: Parameters<typeof setUp>[0] = { inboxPageSize: 2 },
) => {
	const sandbox = await openSandbox(settings);
	const n8n = await createN8n({ credential: credentialFor(sandbox), ...options });
	const write = (...texts: string[]) => {
		for (const message of texts) sandbox.text({ from: mobile(0), to: offline, message });
	};
	const reads = () => sandbox.history.inboxReads.length;
	return { sandbox, n8n, write, reads };
};

const locked = () => {
	throw new Error('The database is locked');
};

test('Each page starts a run of its own, in order, before the next one is handed over', async () => {
	const readsAtStart: number[] = [];
	const world = await open({ startPolled: () => void readsAtStart.push(world.reads()) });
	const active = await world.n8n.activate({ parameters });
	world.write('one', 'two', 'three', 'four', 'five');
	const { runs } = await active.attempt();
	expect(runs.map(textsIn)).toEqual([['one', 'two'], ['three', 'four'], ['five']]);
	// The poll upon activation was the first read.
	expect(readsAtStart).toEqual([2, 3, 4]);
});

test('A workflow that is published again during a poll loses no page of it', async () => {
	const { sandbox, n8n, write } = await open();
	const active = await n8n.activate({ parameters });
	write('one', 'two', 'three');
	const stop = sandbox.subscribe(({ type }) => {
		if (type === 'inboxRead') active.supersede();
	});
	const { runs } = await active.attempt();
	stop();
	expect(runs.flatMap(textsIn)).toEqual(['one', 'two', 'three']);
	expect((await n8n.activate({ parameters })).firstPoll).toBeNull();
});

test('A page that n8n rejects is handed over again before anything more is read', async () => {
	let rejections = 2;
	const readsAtStart: number[] = [];
	const world = await open({
		startPolled: () => {
			readsAtStart.push(world.reads());
			if (rejections-- > 0) locked();
		},
	});
	const active = await world.n8n.activate({ parameters });
	world.write('one', 'two', 'three');
	const { runs } = await active.attempt();
	expect(runs.map(textsIn)).toEqual([['one', 'two'], ['three']]);
	expect(readsAtStart).toEqual([2, 2, 2, 3]);
});

test('A poll that n8n rejects to the end reads no more, and the next one hands the page over first', async () => {
	let isLocked = true;
	const { sandbox, n8n, write, reads } = await open({
		pollBudgetMs: 900,
		startPolled: () => {
			if (isLocked) locked();
		},
	});
	const active = await n8n.activate({ parameters });
	write('one', 'two', 'three');
	expect((await active.attempt()).runs).toEqual([]);
	expect(reads()).toBe(2);
	// n8n still can’t start a run: nothing is taken from the inbox.
	expect((await active.attempt()).runs).toEqual([]);
	expect(reads()).toBe(2);
	expect(sandbox.history.mo.map(({ state }) => state)).toEqual(['read', 'read', 'waiting']);

	isLocked = false;
	const again = await n8n.activate({ parameters });
	expect(again.firstPoll?.map(textsIn)).toEqual([['one', 'two', 'three']]);
	expect((await again.attempt()).runs).toEqual([]);
});

test('A page whose run was stopped isn’t handed over again', async () => {
	const { n8n, write } = await open({
		startPolled: ([item]) => {
			if (item?.json.message === 'one') throw new ManualExecutionCancelledError('1');
		},
	});
	const active = await n8n.activate({ parameters });
	write('one');
	await active.attempt();
	write('two');
	expect((await active.attempt()).runs.map(textsIn)).toEqual([['two']]);
});

test('A page that comes before a failure is handed over, and the failure is reported', async () => {
	const { sandbox, n8n, write } = await open();
	const active = await n8n.activate({ parameters });
	write('one', 'two', 'three');
	sandbox.fault({ on: 'inbox', kind: '500', skip: 1 });
	const { runs, error } = await active.attempt();
	expect(runs.map(textsIn)).toEqual([['one', 'two']]);
	expect(error).toBeDefined();
	expect((await active.attempt()).runs.map(textsIn)).toEqual([['three']]);
});

test('A poll that starts while another one runs leaves the inbox to it', async () => {
	const { n8n, write } = await open();
	const active = await n8n.activate({ parameters });
	write('one', 'two', 'three');
	const again = await n8n.activate({ parameters });
	expect(again.firstPoll?.map(textsIn)).toEqual([['one', 'two', 'three']]);
	expect((await active.attempt()).runs).toEqual([]);
});

describe('An orderly stop of n8n during a poll', () => {
	const stopAtPage = async (world: Awaited<ReturnType<typeof open>>, page: number) => {
		const active = await world.n8n.activate({ parameters });
		world.write('one', 'two', 'three', 'four', 'five');
		const before = world.reads();
		let closed: Promise<void> | undefined;
		const stop = world.sandbox.subscribe(({ type }) => {
			if (type === 'inboxRead' && world.reads() === before + page) closed = active.close();
		});
		const polled = active.attempt();
		await world.sandbox.until(({ inboxReads }) => inboxReads.length >= before + page);
		await closed;
		stop();
		return { active, polled };
	};

	test.each([1, 2])(
		'The stop waits until page %i, which is being read, has started a run, and no more is read',
		async (page) => {
			const started: unknown[] = [];
			const world = await open({
				startPolled: async (items) => {
					await sleep(100);
					started.push(...textsIn(items));
				},
			});
			const { active, polled } = await stopAtPage(world, page);
			const texts = ['one', 'two', 'three', 'four', 'five'];
			expect(started).toEqual(texts.slice(0, 2 * page));
			expect(world.reads()).toBe(1 + page);
			expect((await polled).error).toBeUndefined();
			// After the restart the rest is read.
			await active.attempt();
			expect(started).toEqual(texts);
		},
	);

	test('The stop doesn’t wait long for a gateway that doesn’t respond', async () => {
		const world = await open();
		const active = await world.n8n.activate({ parameters });
		world.write('one');
		world.sandbox.fault({ on: 'inbox', kind: 'timeoutBefore' });
		const polled = active.attempt();
		await sleep(200);
		const startedAt = Date.now();
		await active.close();
		expect(Date.now() - startedAt).toBeLessThan(6000);
		await world.sandbox.close();
		await polled;
	});

	test('The stop ends a poll that waits to try again', async () => {
		const world = await open();
		const active = await world.n8n.activate({ parameters });
		world.sandbox.fault({ on: 'inbox', kind: '503', times: 100 });
		const polled = active.attempt();
		await sleep(500);
		const startedAt = Date.now();
		await active.close();
		expect(Date.now() - startedAt).toBeLessThan(1000);
		expect((await polled).error).toBeUndefined();
	});
});

test('A page is handed over once n8n has stored the run of the one before, and only one is read meanwhile', async () => {
	const readsWhenStored: number[] = [];
	let beingStored = 0;
	const world = await open({
		startPolled: async () => {
			expect(++beingStored).toBe(1);
			await sleep(150);
			readsWhenStored.push(world.reads());
			beingStored--;
		},
	});
	const active = await world.n8n.activate({ parameters });
	world.write('one', 'two', 'three', 'four', 'five', 'six', 'seven');
	const { runs } = await active.attempt();
	expect(runs.flatMap(textsIn)).toHaveLength(7);
	expect(readsWhenStored).toEqual([3, 4, 5, 5]);
});

test('A page whose poll has lost the lease of n8n’s durable scheduler is handed over by the next one', async () => {
	let isLost = true;
	const { n8n, write } = await open({
		pollBudgetMs: 900,
		startPolled: () => (isLost ? 'none stored' : undefined),
	});
	const active = await n8n.activate({ parameters });
	write('one', 'two', 'three');
	expect((await active.attempt()).runs).toEqual([]);
	isLost = false;
	expect((await active.attempt()).runs.map(textsIn)).toEqual([['one', 'two'], ['three']]);
});

test('A run that n8n has stored as failed before its first node has its page, which isn’t handed over again', async () => {
	const { n8n, write } = await open({ startPolled: () => 'failed at once' });
	const active = await n8n.activate({ parameters });
	write('one');
	expect((await active.attempt()).runs.map(textsIn)).toEqual([['one']]);
	write('two');
	expect((await active.attempt()).runs.map(textsIn)).toEqual([['two']]);
});

test('A trigger that n8n registers twice, side by side, polls by one of the two schedules', async () => {
	const { n8n, write, reads } = await open();
	const [one, two] = await Promise.all([
		n8n.activate({ parameters }),
		n8n.activate({ parameters }),
	]);
	const before = reads();
	for (const text of ['one', 'two']) {
		write(text);
		const runs = [await one.attempt(), await two.attempt()].flatMap((outcome) => outcome.runs);
		expect(runs.map(textsIn)).toEqual([[text]]);
	}
	expect(reads() - before).toBe(2);
});

test('A registration whose first poll fails for good leaves the schedule to the one before it', async () => {
	const { sandbox, n8n, write } = await open();
	const active = await n8n.activate({ parameters });
	sandbox.fault({ on: 'inbox', kind: 'scope', times: 5 });
	await expect(n8n.activate({ parameters })).rejects.toThrow();
	await sandbox.clearFaults();
	write('one');
	expect((await active.attempt()).runs.map(textsIn)).toEqual([['one']]);
});

describe('A page that was read while n8n’s database went away', () => {
	/** A credential can be read once; then the database is gone. */
	const openOnce = async () => {
		let reads = 0;
		let isUp = true;
		const world = await open({
			beforeCredentialRead: () => {
				if (!isUp && ++reads > 1) locked();
			},
		});
		return { ...world, goAway: () => (isUp = false) };
	};

	test('A poll hands over the page that it read while the database went away', async () => {
		const { n8n, write, goAway } = await openOnce();
		const active = await n8n.activate({ parameters });
		write('one');
		goAway();
		expect((await active.attempt()).runs.map(textsIn)).toEqual([['one']]);
	});

	test('Execute step hands over the page that it read while the database went away', async () => {
		const { n8n, write, goAway } = await openOnce();
		await n8n.activate({ parameters });
		write('one');
		goAway();
		const output = await n8n.poll({ parameters, mode: 'manual' });
		expect(output?.map(textsIn)).toEqual([['one']]);
	});
});

test('Execute step returns all pages at once', async () => {
	const { n8n, write } = await open();
	write('one', 'two', 'three');
	const output = await n8n.poll({ parameters, mode: 'manual' });
	expect(output?.map(textsIn)).toEqual([['one', 'two', 'three']]);
});

test('Whatever happens in whatever order, each message starts a run exactly once, in order', async () => {
	const step = fc.constantFrom(
		...(['write', 'write', 'poll', 'poll', 'publish', 'reject', 'fail'] as const),
	);
	const sandbox = await openSandbox({ inboxPageSize: 3 });
	await fc.assert(
		fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 20 }), async (steps) => {
			sandbox.reset();
			const started: unknown[] = [];
			let rejections = 0;
			const n8n = await createN8n({
				credential: credentialFor(sandbox),
				pollBudgetMs: 900,
				startPolled: (items) => {
					if (rejections-- > 0) locked();
					started.push(...textsIn(items));
				},
			});
			let active = await n8n.activate({ parameters });
			let written = 0;
			const does = {
				write: async () => {
					for (let n = 0; n < 2; n++) {
						const message = String(++written);
						sandbox.text({ from: mobile(0), to: offline, message });
					}
				},
				poll: async () => void (await active.attempt()),
				publish: async () => {
					active.supersede();
					active = await n8n.activate({ parameters });
				},
				reject: async () => void (rejections = 1),
				fail: async () => {
					sandbox.fault({ on: 'inbox', kind: '500' });
					await active.attempt();
					await sandbox.clearFaults();
				},
			};
			for (const name of steps) await does[name]();
			rejections = 0;
			for (let poll = 0; poll < 2; poll++) await active.attempt();
			expect(started).toEqual(Array.from({ length: written }, (_, n) => String(n + 1)));
		}),
		{ numRuns: 15 },
	);
}, 120_000);

describe('The poll at publishing', () => {
	test.each(['500', '503', 'throttle', 'connectionResetBefore'])(
		'A workflow is published in spite of a passing outage: %s',
		async (kind) => {
			const { sandbox, n8n } = await setUp();
			sandbox.fault({ on: 'inbox', kind: kind as '500', times: 1000 });
			const active = await n8n.activate({
				parameters: { ...parameters, options: { maxRetryTime: 0 } },
			});
			expect(active.firstError?.message).toMatch(/\w/);
		},
	);

	test('A workflow is published in spite of a database that can’t be reached for a moment', async () => {
		let isLocked = true;
		const { n8n, write } = await open({
			beforeCredentialRead: () => {
				if (isLocked) locked();
			},
		});
		const active = await n8n.activate({ parameters });
		expect(active.firstError?.message).toBe('The database is locked');
		isLocked = false;
		write('one');
		expect((await active.attempt()).runs.map(textsIn)).toEqual([['one']]);
	});

	test.each([
		['a wrong credential', { appSecret: 'wrong' }, offline],
		['a short code that isn’t the app’s', {}, '99999'],
	])('A workflow isn’t published, and n8n backs off, for %s', async (_, credential, shortCode) => {
		const { n8n } = await setUp({}, credential);
		await expect(n8n.activate({ parameters: { shortCode } })).rejects.toMatchObject({
			failure: { cause: expect.stringMatching(/^(credential|configuration)-invalid$/) },
		});
	});
});

test.each([
	['ahead', 3_600_000],
	['back', -3_600_000],
])('A clock that is set %s during a poll neither ends nor prolongs it', async (_, ms) => {
	let rejections = 1;
	const { n8n, write } = await open({
		startPolled: () => {
			if (rejections-- > 0) locked();
		},
	});
	const active = await n8n.activate({ parameters });
	write('one', 'two', 'three', 'four', 'five');
	const now = Date.now;
	let calls = 0;
	const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + (calls++ > 2 ? ms : 0));
	const { runs } = await active.attempt();
	clock.mockRestore();
	expect(runs.map(textsIn)).toEqual([['one', 'two'], ['three', 'four'], ['five']]);
});
