import type { Installation } from '../../../scripts/lib/n8n/install.mts';
import { startQueue } from '../../../scripts/lib/n8n/queue.mts';
import { callInTurns, connections } from '../callers.mts';
import type { Row } from '../row.mts';
import type { Stand } from '../stand.mts';
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
export async function callbacks({ instance: { client, n8n } }: Stand): Promise<Row> {
	const { one } = await callInTurns(client, { one: [n8n.url] });
	return compared('one process', one);
}

/** Callbacks taken in by n8n's webhook processes, which hand the runs to two workers. */
export async function callbacksInQueueMode(
	{ packages }: Stand,
	installation: Installation,
): Promise<Row[]> {
	const queue = await startQueue(installation, packages, { workers: 2, webhooks: 2 });
	try {
		const [first = '', second = ''] = queue.webhooks.map(({ url }) => url);
		const { one, two } = await callInTurns(queue.client, { one: [first], two: [first, second] });
		return [
			compared('one webhook process in queue mode', one),
			compared('two webhook processes in queue mode', two),
			{
				what: `${what}, by two webhook processes beside one`,
				ours: `${median(two.ours).toFixed(1)} a second`,
				against: `one: ${median(one.ours).toFixed(1)} a second`,
				ratio: median(two.ours) / median(one.ours),
				readings: {},
			},
		];
	} finally {
		await queue.close();
	}
}
