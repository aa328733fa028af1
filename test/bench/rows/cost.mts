import { join } from 'node:path';
import type { Installation } from '../../../scripts/lib/n8n/install.mts';
import { root } from '../../../scripts/lib/paths.mts';
import { run } from '../../../scripts/lib/run.mts';
import type { Load } from '../child/load.mts';
import type { OwnCode } from '../child/ownCode.mts';
import type { Row } from '../row.mts';
import { median } from '../statistics.mts';

const loads = 11;

/** Runs one of the scripts in child/ with n8n’s Node.js, on the built package. */
const child = async <T,>({ node }: Installation, script: string): Promise<T> => {
	const file = join(import.meta.dirname, '../child', script);
	const flags = ['--expose-gc', '--no-warnings'];
	return JSON.parse(await run(join(node.bin, 'node'), [...flags, file, root])) as T;
};

/** What loading the package adds to a Node.js that has n8n-workflow loaded. */
export const loading = async (installation: Installation): Promise<Row> => {
	const readings: Load[] = [];
	for (let round = 0; round <= loads; round++) {
		const load = await child<Load>(installation, 'load.mts');
		if (round > 0) readings.push(load);
	}
	const ms = readings.map((load) => load.ms);
	const heap = readings.map(({ heapBytes }) => heapBytes / 1e6);
	const rss = readings.map(({ rssBytes }) => rssBytes / 1e6);
	return {
		what: 'Loading the package',
		ours: `${median(ms).toFixed(0)} ms, ${median(heap).toFixed(1)} MB of heap`,
		against: 'a Node.js with n8n-workflow loaded',
		figure: median(ms),
		goal: { atMost: 70, unit: 'ms' },
		readings: { ms, 'heap, MB': heap, 'resident, MB': rss },
	};
};

const ownTime = (what: string, us: number, atMost: number): Row => ({
	what: `Our own code, for ${what}`,
	ours: `${us.toFixed(0)} µs`,
	against: 'n8n and the network taken away',
	figure: us,
	goal: { atMost, unit: 'µs' },
	readings: { µs: [us] },
});

/** The package’s own code, n8n and the network taken away. */
export const ownCode = async (installation: Installation): Promise<Row[]> => {
	const { memory, sameTextUs, textForEachUs, callbackUs, busyCallbackUs } = await child<OwnCode>(
		installation,
		'ownCode.mts',
	);
	const [few, many] = memory;
	if (!few || !many) throw new Error('no memory was measured');
	return [
		ownTime('the same text to one of 1,000', sameTextUs, 100),
		ownTime('a text of its own to one of 1,000', textForEachUs, 100),
		ownTime('a callback', callbackUs, 20),
		ownTime('a callback, with Ignore Duplicates and Rate Limit per Sender', busyCallbackUs, 1000),
		{
			what: 'Memory for 100,000 items, a text for each',
			ours: `${many.peakBytesPerItem.toFixed(0)} bytes an item at most, ${many.outputBytesPerItem.toFixed(0)} of them its output`,
			against: `10,000 items: ${few.peakBytesPerItem.toFixed(0)} bytes an item at most`,
			ratio: many.peakBytesPerItem / few.peakBytesPerItem,
			goal: { atMost: 1.1 },
			readings: {
				items: memory.map(({ items }) => items),
				'most heap, bytes an item': memory.map(({ peakBytesPerItem }) => peakBytesPerItem),
				'heap kept, bytes an item': memory.map(({ outputBytesPerItem }) => outputBytesPerItem),
			},
		},
	];
};
