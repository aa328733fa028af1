import type { Workflow } from '../../../scripts/lib/n8n/client.mts';
import type { Row } from '../row.mts';
import { createAll, type BenchEnvironment, timedRun } from '../environment.mts';
import { interleave, median } from '../statistics.mts';
import { orders, ownMessage, sameMessage } from '../texts.mts';
import { sendOurs, sendPeer } from '../workflows.mts';

const recipients = 1000;
const rounds = 5;

/** Times both ways to send, checking in the gateway’s history that each text was sent once. */
const compare = async (environment: BenchEnvironment, message: string) => {
	const { credentials, sandbox } = environment;
	const workflows = await createAll(environment, {
		ours: sendOurs(orders(recipients), message, credentials.ours),
		peer: sendPeer(orders(recipients), message, credentials.peer, sandbox.url),
	});
	const time = (workflow: Workflow) => async () => {
		const { ms } = await timedRun(environment, workflow);
		const sent = sandbox.history.accepted.flatMap(({ addresses }) => addresses);
		if (sent.length !== recipients || new Set(sent).size !== recipients) {
			throw new Error(`${workflow.name} sent ${sent.length} texts instead of ${recipients}`);
		}
		return ms;
	};
	const { ours, peer } = await interleave(rounds, {
		ours: time(workflows.ours),
		peer: time(workflows.peer),
	});
	return {
		ours: `${(median(ours) / 1000).toFixed(2)} s`,
		against: `HTTP Request node: ${(median(peer) / 1000).toFixed(2)} s`,
		ratio: median(peer) / median(ours),
		readings: { 'ours, ms': ours, 'HTTP Request node, ms': peer },
	};
};

/** The same text to many: n8n’s node makes a request for each item. */
export const sameText = async (environment: BenchEnvironment): Promise<Row> => ({
	what: 'The same text to 1,000 recipients',
	...(await compare(environment, sameMessage)),
	goal: { atLeast: 20 },
});

/** A text of its own for each. */
export const textForEach = async (environment: BenchEnvironment): Promise<Row> => ({
	what: 'A text of its own to each of 1,000',
	...(await compare(environment, ownMessage)),
	goal: { atLeast: 2 },
});
