import type { Workflow } from '../../../scripts/lib/n8n/client.mts';
import type { Row } from '../row.mts';
import { createAll, type BenchEnvironment, timedRun } from '../environment.mts';
import { median } from '../statistics.mts';
import { orders, ownMessage } from '../texts.mts';
import { sendOurs, sendPeer } from '../workflows.mts';

const messages = 1000;
const perSecond = 50;
const idealMs = (messages / perSecond) * 1000;
const rounds = 3;

/** A gateway that throttles: what arrives, what arrives twice, and in which time. */
export const throttled = async (environment: BenchEnvironment): Promise<Row> => {
	const { credentials, sandbox } = environment;
	const workflows = await createAll(environment, {
		ours: sendOurs(orders(messages), ownMessage, credentials.ours),
		peer: sendPeer(orders(messages), ownMessage, credentials.peer, sandbox.url),
	});
	const readings: Record<string, number[]> = {};
	const note = (key: string, value: number) => (readings[key] ??= []).push(value);
	const play = async (who: string, workflow: Workflow) => {
		const { ms, execution } = await timedRun(environment, workflow);
		const sent = sandbox.history.accepted.map((accepted) => accepted.message);
		const delivered = new Set(sent).size;
		note(`${who}, ms`, ms);
		note(`${who}, delivered`, delivered);
		note(`${who}, doubled`, sent.length - delivered);
		return execution.status;
	};
	const statuses = new Set<string>();
	const peerStatuses = new Set<string>();
	sandbox.configure({ throttlePerSecond: perSecond });
	try {
		for (let round = 0; round < rounds; round++) {
			statuses.add(await play('ours', workflows.ours));
			peerStatuses.add(await play('HTTP Request node', workflows.peer));
		}
	} finally {
		sandbox.configure({ throttlePerSecond: null });
	}
	const of = (key: string) => median(readings[key] ?? []);
	return {
		what: '1,000 texts to a gateway that takes 50 a second',
		ours: `${of('ours, delivered')} delivered, ${of('ours, doubled')} twice, ${(of('ours, ms') / 1000).toFixed(1)} s`,
		against: `the ideal: 20 s. HTTP Request node: ${of('HTTP Request node, delivered')} delivered, then the run fails without a word of which`,
		ratio: of('ours, ms') / idealMs,
		goal: { atMost: 1.3 },
		readings,
		remarks: {
			'ours, the run': [...statuses].join(),
			'HTTP Request node, the run': [...peerStatuses].join(),
		},
	};
};
