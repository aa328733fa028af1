import type { Installation } from '../../../scripts/lib/n8n/install.mts';
import type { N8nProcess } from '../../../scripts/lib/n8n/process.mts';
import { startQueue } from '../../../scripts/lib/n8n/queue.mts';
import { run } from '../../../scripts/lib/run.mts';
import { callInterleaved, type Load, type Readings, type Subject } from '../callers.mts';
import { type BenchEnvironment, lazyAcquire, startLazily } from '../environment.mts';
import type { Goal, Row } from '../row.mts';
import { median } from '../statistics.mts';

/** Compares a subject with the empty trigger, which shows what n8n itself costs. */
const compared = (
	where: string,
	readings: Readings,
	subject: Exclude<Subject, 'empty'>,
	goal: Goal,
): Row => ({
	what: `Callbacks${subject === 'batching' ? ' with Batch Bursts' : ''}, ${where}`,
	ours: `${median(readings[subject]).toFixed(1)} per second`,
	against: `a trigger that does nothing: ${median(readings.empty).toFixed(1)} per second`,
	ratio: median(readings[subject]) / median(readings.empty),
	goal,
	readings: {
		'ours, per second': readings[subject],
		'empty trigger, per second': readings.empty,
	},
	remarks: {
		'ours, callbacks answered 503 and repeated': readings.unavailable[subject],
		'empty trigger, callbacks answered 503 and repeated': readings.unavailable.empty,
	},
});

const ownLoads = (url: string) => ({
	few: { processes: [url], callers: 8 },
	many: { processes: [url], callers: 32 },
});

/** Callbacks to one process that does everything, as n8n comes. */
export const callbacks = async ({
	instance: { client, n8n },
}: BenchEnvironment): Promise<Row[]> => {
	const { few, many } = await callInterleaved(client, ownLoads(n8n.url));
	return [
		compared('8 callers, one process', few, 'ours', { atLeast: 1.05 }),
		compared('8 callers, one process', few, 'batching', { atLeast: 1.5 }),
		compared('32 callers, one process', many, 'batching', { atLeast: 2 }),
	];
};

/** The same, where n8n sets up its expression engine only once an expression is evaluated. */
export const callbacksLazily = async (
	environment: BenchEnvironment,
	installation: Installation,
): Promise<Row[]> => {
	const instance = await startLazily(environment, installation);
	try {
		const { few, many } = await callInterleaved(instance.client, ownLoads(instance.n8n.url));
		return [
			compared('8 callers, lazy acquire', few, 'ours', { atLeast: 3 }),
			compared('8 callers, lazy acquire', few, 'batching', { atLeast: 8 }),
			compared('32 callers, lazy acquire', many, 'batching', { atLeast: 12 }),
		];
	} finally {
		await instance.close();
	}
};

/** Calls one webhook process, and two, of an n8n in queue mode. */
const inQueueMode = async (
	{ packages }: BenchEnvironment,
	installation: Installation,
	{ workers, env }: { workers: number; env?: Record<string, string> },
	subjects?: Subject[],
	prepare: (webhooks: N8nProcess[]) => Promise<void> = async () => {},
): Promise<Record<'one' | 'two' | 'twoByMany', Readings>> => {
	const queue = await startQueue(installation, packages, { workers, webhooks: 2, env });
	try {
		await prepare(queue.webhooks);
		const [first = '', second = ''] = queue.webhooks.map(({ url }) => url);
		const load = (callers: number, ...processes: string[]): Load => ({
			processes,
			callers,
			runsEnd: workers > 0,
		});
		const loads = {
			one: load(8, first),
			two: load(8, first, second),
			twoByMany: load(32, first, second),
		};
		return await callInterleaved(queue.client, loads, subjects);
	} finally {
		await queue.close();
	}
};

/** Gives each process a processor core of its own (taskset, from Debian’s util-linux). */
const pin = async (processes: N8nProcess[]): Promise<void> => {
	for (const [core, { pid }] of processes.entries()) {
		await run('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(pid)]);
	}
};

/** Callbacks where all of n8n’s queue mode shares this machine. */
export const callbacksInQueueMode = async (
	environment: BenchEnvironment,
	installation: Installation,
): Promise<Row[]> => {
	const { one, two, twoByMany } = await inQueueMode(environment, installation, { workers: 2 });
	return [
		compared('queue mode, one webhook process', one, 'ours', { atLeast: 1.05 }),
		compared('queue mode, one webhook process', one, 'batching', { atLeast: 1.5 }),
		compared('queue mode, two webhook processes', two, 'ours', { atLeast: 1.05 }),
		compared('queue mode, two webhook processes', two, 'batching', { atLeast: 1.5 }),
		compared('32 callers, queue mode, two webhook processes', twoByMany, 'batching', {
			atLeast: 2,
		}),
	];
};

/** The same, where n8n sets up its expression engine only once an expression is evaluated. */
export const callbacksInQueueModeLazily = async (
	environment: BenchEnvironment,
	installation: Installation,
): Promise<Row[]> => {
	const { one, twoByMany } = await inQueueMode(environment, installation, {
		workers: 2,
		env: lazyAcquire,
	});
	return [
		compared('8 callers, queue mode, lazy acquire', one, 'ours', { atLeast: 3 }),
		compared('8 callers, queue mode, lazy acquire', one, 'batching', { atLeast: 8 }),
		compared('32 callers, queue mode, lazy acquire', twoByMany, 'batching', { atLeast: 12 }),
	];
};

/**
 * What a second webhook process adds. One alone keeps more than one core busy, so each gets a core of
 * its own, and no worker takes any of it, as if the workers ran on other machines.
 */
export const callbacksByProcesses = async (
	environment: BenchEnvironment,
	installation: Installation,
): Promise<Row[]> => {
	const { one, two } = await inQueueMode(environment, installation, { workers: 0 }, ['ours'], pin);
	return [
		{
			what: 'Callbacks, a second webhook process on a core of its own',
			ours: `${median(two.ours).toFixed(1)} per second`,
			against: `one process: ${median(one.ours).toFixed(1)} per second`,
			ratio: median(two.ours) / median(one.ours),
			goal: { atLeast: 1.3 },
			readings: { 'two processes, per second': two.ours, 'one process, per second': one.ours },
		},
	];
};
