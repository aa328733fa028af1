import type { Installation } from '../../../scripts/lib/n8n/install.mts';
import type { N8nProcess } from '../../../scripts/lib/n8n/process.mts';
import { startQueue } from '../../../scripts/lib/n8n/queue.mts';
import { run } from '../../../scripts/lib/run.mts';
import { callInTurns, connections } from '../callers.mts';
import type { Row } from '../row.mts';
import type { BenchEnvironment } from '../environment.mts';
import { median } from '../statistics.mts';

const what = `Callbacks taken in, at ${connections} connections`;

const compared = (by: string, { ours, empty }: Record<'ours' | 'empty', number[]>): Row => ({
	what: `${what}, by ${by}`,
	ours: `${median(ours).toFixed(1)} a second`,
	against: `a trigger that does nothing: ${median(empty).toFixed(1)} a second`,
	ratio: median(ours) / median(empty),
	goal: { atLeast: 0.95 },
	readings: { 'ours, a second': ours, 'empty trigger, a second': empty },
});

/** Callbacks taken in by one process that does all. */
export const callbacks = async ({ instance: { client, n8n } }: BenchEnvironment): Promise<Row> => {
	const { one } = await callInTurns(client, { one: [n8n.url] });
	return compared('one process', one);
};

type Processes = Record<'one' | 'two', Record<'ours' | 'empty', number[]>>;

/** Calls one webhook process, and two, of an n8n in queue mode that is set up so. */
const inQueueMode = async (
	{ packages }: BenchEnvironment,
	installation: Installation,
	workers: number,
	prepare: (webhooks: N8nProcess[]) => Promise<void> = async () => {},
): Promise<Processes> => {
	const queue = await startQueue(installation, packages, { workers, webhooks: 2 });
	try {
		await prepare(queue.webhooks);
		const [first = '', second = ''] = queue.webhooks.map(({ url }) => url);
		const sets = { one: [first], two: [first, second] };
		return await callInTurns(queue.client, sets, workers > 0);
	} finally {
		await queue.close();
	}
};

/** Gives each process a processor core of its own (taskset, of Debian's util-linux). */
const pin = async (processes: N8nProcess[]): Promise<void> => {
	for (const [core, { pid }] of processes.entries()) {
		await run('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(pid)]);
	}
};

/** Callbacks taken in where the whole of n8n's queue mode shares this machine. */
export const callbacksInQueueMode = async (
	environment: BenchEnvironment,
	installation: Installation,
): Promise<Row[]> => {
	const { one, two } = await inQueueMode(environment, installation, 2);
	return [
		compared("one webhook process of n8n's queue mode, with two workers beside", one),
		compared('two webhook processes, with two workers beside', two),
	];
};

/**
 * What more webhook processes add. One of them alone keeps more than one core busy, so each gets one
 * of its own, and no worker takes any of it, as where they are on other machines.
 */
export const callbacksByProcesses = async (
	environment: BenchEnvironment,
	installation: Installation,
): Promise<Row[]> => {
	const { one, two } = await inQueueMode(environment, installation, 0, pin);
	return [
		compared('one webhook process on one core, the workers elsewhere', one),
		compared('two webhook processes on a core each, the workers elsewhere', two),
		{
			what: 'What the second of them adds',
			ours: `${median(two.ours).toFixed(1)} a second`,
			against: `one alone: ${median(one.ours).toFixed(1)} a second`,
			ratio: median(two.ours) / median(one.ours),
			goal: { atLeast: 1.3 },
			readings: {},
		},
	];
};
