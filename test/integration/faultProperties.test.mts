import fc from 'fast-check';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Fault, Sandbox } from '../../sandbox/types.mts';
import { errorOfItem, errorOfRun, itemIndexOf } from './support/account.mts';
import {
	openTestGateway,
	shortCode,
	type TestGateway,
	type Dialect,
} from './support/testGateway.mts';
import { oneOrMore } from './support/workloads.mts';
import { mobile } from '../support/mobile.mts';

/** Any fault on any request, in any order: what then must hold is less than in a table, but always. */
const kinds: Array<Partial<Fault> & Pick<Fault, 'kind'>> = [
	{ kind: 'connectionRefused', forMs: 150 },
	{ kind: 'connectionResetBefore' },
	{ kind: 'connectionResetAfter' },
	{ kind: 'timeoutBefore' },
	{ kind: 'timeoutAfter' },
	{ kind: 'unauthorized' },
	{ kind: 'throttle' },
	{ kind: 'scope' },
	{ kind: '429', retryAfter: 0 },
	{ kind: '500' },
	{ kind: '500', processed: true },
	{ kind: '502', processed: true },
	{ kind: '503' },
	{ kind: '503', retryAfter: 30 },
	{ kind: 'truncatedJson' },
	{ kind: 'truncatedJson', aborted: true },
	{ kind: 'truncatedXml' },
	{ kind: 'html' },
	{ kind: 'empty' },
	{ kind: 'wrongType' },
	{ kind: 'wrongCharset', charset: 'utf16' },
	{ kind: 'wrongCharset', mislabelled: true },
	{ kind: 'slowBody', everyMs: 100 },
	{ kind: 'redirect', http: 307 },
];

const dialect = fc.constantFrom<Dialect>(
	{ provider: 'att', apiVersion: '2' },
	{ provider: 'att', apiVersion: '3' },
	{ provider: 'oneApi', apiVersion: '2' },
);

/** On the operation’s own requests; the token’s time limit is too long to meet a fault here. */
const faults = (on: Fault['on']) =>
	fc
		.array(
			fc.record({
				fault: fc.constantFrom(...kinds),
				skip: fc.nat(6),
				times: fc.integer({ min: 1, max: 3 }),
			}),
			{ maxLength: 4 },
		)
		.map((list) => list.map(({ fault, skip, times }): Fault => ({ ...fault, on, skip, times })));

/** Short, so that what hangs does not take long: which of the faults are outlived does not matter. */
const options = { timeout: 0.4, maxRetryTime: 0.7 };

const withBench = async (
	of: Dialect,
	work: (bench: TestGateway) => Promise<void>,
): Promise<void> => {
	const testGateway = await openTestGateway(of);
	try {
		await work(testGateway);
	} finally {
		await testGateway.close();
	}
};

const count = (texts: string[]): Map<string, number> => {
	const counts = new Map<string, number>();
	for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
	return counts;
};

/** Each copy that the gateway accepted: text and number. */
const accepted = ({ history }: Sandbox): string[] =>
	history.accepted.flatMap(({ message, addresses }) =>
		addresses.map((address) => `${message} ${address}`),
	);

/** The copies that an item reports sent, and those that it reports uncertain. */
const reports = (item: INodeExecutionData, message: string) => {
	const error = errorOfItem(item);
	const parts = ((error ? error.data.sent : (item.json.messages ?? [item.json])) ??
		[]) as IDataObject[];
	const copies = (to: unknown) => oneOrMore(to).map((address) => `${message} ${address}`);
	return {
		sent: parts.flatMap(({ to }) => copies(to)),
		maybe: error?.verdict === 'maybe' ? copies(error.data.to) : [],
	};
};

const numRuns = 60;

const drafts = fc.array(
	fc.record({
		to: fc.uniqueArray(fc.nat(5).map(mobile), { minLength: 1, maxLength: 3 }),
		message: fc.constantFrom('One text', 'Another text'),
	}),
	{ minLength: 1, maxLength: 8 },
);

/** A run of Send that has an item for each draft. */
const sendEach = (
	provider: TestGateway['provider'],
	items: IDataObject[],
	sending: IDataObject,
) => ({
	parameters: {
		...provider,
		resource: 'sms',
		operation: 'send',
		to: '={{ $json.to }}',
		message: '={{ $json.message }}',
		options: { ...options, ...sending },
	},
	items: items.map((json) => ({ json })),
});

test('The gateway took what is reported sent, and some of what is reported uncertain', async () => {
	await fc.assert(
		fc.asyncProperty(
			dialect,
			drafts,
			faults('send'),
			fc.record({ combine: fc.boolean(), concurrency: fc.integer({ min: 1, max: 5 }) }),
			fc.subarray([0, 3].map(mobile)),
			fc.constantFrom('SVC0002' as const, 'SVC0004' as const),
			async (of, items, struck, sending, bad, code) => {
				await withBench(of, async ({ sandbox, n8n, provider }) => {
					sandbox.configure({ badNumbers: bad.map((each) => ({ number: each, code })) });
					struck.forEach((fault) => sandbox.fault(fault));
					const [output = []] = await n8n.execute({
						...sendEach(provider, items, sending),
						onError: 'continueRegularOutput',
					});
					expect(output.map(itemIndexOf)).toEqual(items.map((_, index) => index));

					const reported = output.map((item, index) => reports(item, items[index]!.message));
					const sent = count(reported.flatMap((each) => each.sent));
					const maybe = count(reported.flatMap((each) => each.maybe));
					const wanted = count(
						items.flatMap(({ to, message }) => to.map((n) => `${message} ${n}`)),
					);
					const acceptedCopies = count(accepted(sandbox));
					for (const [copy, copies] of wanted) {
						const really = acceptedCopies.get(copy) ?? 0;
						const surely = sent.get(copy) ?? 0;
						expect(really).toBeGreaterThanOrEqual(surely);
						expect(really).toBeLessThanOrEqual(surely + (maybe.get(copy) ?? 0));
						expect(really).toBeLessThanOrEqual(copies);
					}
					expect([...acceptedCopies.keys()].filter((copy) => !wanted.has(copy))).toEqual([]);
					expect(sandbox.history.redirected).toEqual([]);
				});
			},
		),
		{ numRuns },
	);
}, 300_000);

test('The error that ends a run has what was sent, and what may have been', async () => {
	await fc.assert(
		fc.asyncProperty(
			dialect,
			drafts,
			faults('send'),
			fc.record({ combine: fc.boolean(), concurrency: fc.integer({ min: 1, max: 5 }) }),
			async (of, items, struck, sending) => {
				await withBench(of, async ({ sandbox, n8n, provider }) => {
					struck.forEach((fault) => sandbox.fault(fault));
					const { output, error } = await n8n.run({
						...sendEach(provider, items, sending),
					});
					const { history } = sandbox;
					const failure = errorOfRun(error);
					const ids = failure
						? ((failure.data.sent ?? []) as IDataObject[]).map(({ messageId }) => messageId)
						: (output[0] ?? []).flatMap(({ json }) =>
								((json.messages ?? [json]) as IDataObject[]).map(({ messageId }) => messageId),
							);
					const uncertain = ((failure?.data.uncertain ?? []) as IDataObject[]).reduce(
						(sum, { recipientCount }) => sum + Number(recipientCount),
						0,
					);
					const unknown = history.accepted.filter(({ id }) => !ids.includes(id));
					const copies = unknown.flatMap(({ addresses }) => addresses).length;
					expect(copies).toBeLessThanOrEqual(uncertain);
					expect(uncertain > 0).toBe(failure?.verdict === 'maybe');
					const acceptedIds = new Set(history.accepted.map(({ id }) => id));
					expect(ids.filter((id) => !acceptedIds.has(id as string))).toEqual([]);
				});
			},
		),
		{ numRuns },
	);
}, 300_000);

const texts = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), {
	minLength: 1,
	maxLength: 12,
});

/** Faults of an inbox alone: what it says of the messages that wait is not so. */
const lies = fc.array(
	fc
		.record({
			fault: fc.constantFrom<Partial<Fault> & Pick<Fault, 'kind'>>(
				{ kind: 'pendingCount', pending: 0 },
				{ kind: 'pendingCount', pending: 999 },
				{ kind: 'pendingCount', pending: null },
				{ kind: 'pendingCount', pending: 'many' },
				{ kind: 'emptyPage' },
				{ kind: 'emptyPage', pending: 0 },
			),
			skip: fc.nat(4),
			times: fc.integer({ min: 1, max: 3 }),
		})
		.map(({ fault, skip, times }): Fault => ({ ...fault, on: 'inbox', skip, times })),
	{ maxLength: 2 },
);

/** One read of the inbox: what it put out, and the failure that it reported. */
type Read = () => Promise<{ items: INodeExecutionData[]; error: ReturnType<typeof errorOfRun> }>;

const readers = {
	'The action':
		async ({ n8n, provider }: TestGateway): Promise<Read> =>
		async () => {
			const [output = []] = await n8n.execute({
				parameters: { ...provider, resource: 'sms', operation: 'getInbox', shortCode, options },
				onError: 'continueRegularOutput',
			});
			return {
				items: output.filter(({ json }) => !json.error),
				error: output.map(errorOfItem).find(Boolean),
			};
		},
	'The trigger': async ({ n8n, provider }: TestGateway): Promise<Read> => {
		const trigger = await n8n.activate({
			parameters: { ...provider, receiveMode: 'polling', shortCode, options },
		});
		return async () => {
			const { emitted, error } = await trigger.attempt();
			return { items: emitted?.[0] ?? [], error: errorOfRun(error) };
		};
	},
};

/** Reads a few times while faults are applied, then once more without. */
const readOut = async ({ sandbox }: TestGateway, read: Read) => {
	const emitted: INodeExecutionData[] = [];
	/** Answers that a reported failure may be about: the last one of a read, as it reads no further. */
	const uncertain: number[] = [];
	for (let round = 0; round < 4; round++) {
		if (round === 3) await sandbox.clearFaults();
		const before = sandbox.history.inboxReads.length;
		const { items, error } = await read();
		emitted.push(...items);
		const last = sandbox.history.inboxReads.length - 1;
		if (error?.verdict === 'maybe' && last >= before) uncertain.push(last);
		if (round === 3) expect(error).toBeUndefined();
	}
	return { emitted, uncertain };
};

test.each(Object.entries(readers))(
	'%s puts out each message of a readable response once, and reports each response that couldn’t be read',
	async (_, open) => {
		const property = async (of: Dialect, messages: string[], struck: Fault[], lied: Fault[]) => {
			await withBench(of, async (testGateway) => {
				const { sandbox } = testGateway;
				const read = await open(testGateway);
				messages.forEach((message, n) => sandbox.text({ from: mobile(n), to: shortCode, message }));
				[...struck, ...lied].forEach((fault) => sandbox.fault(fault));

				const { emitted, uncertain } = await readOut(testGateway, read);
				const { mo, inboxReads } = sandbox.history;
				expect(mo.filter(({ state }) => state === 'waiting')).toEqual([]);
				const out = count(
					emitted.map(({ json }) => `${String(json.senderAddress)} ${String(json.message)}`),
				);
				for (const message of mo) {
					const copies = out.get(`${message.from} ${message.message}`) ?? 0;
					expect(copies).toBeLessThanOrEqual(1);
					if (copies === 1) continue;
					// An empty 200 is how some gateways answer for an empty inbox: nothing tells them apart.
					if (inboxReads[message.readIn!]!.clientSaw === 'empty') continue;
					expect(uncertain).toContain(message.readIn);
					expect(inboxReads[message.readIn!]!.clientSaw).not.toBe('answered');
				}
				expect(out.size).toBeLessThanOrEqual(mo.length);
			});
		};
		await fc.assert(fc.asyncProperty(dialect, texts, faults('inbox'), lies, property), { numRuns });
	},
	300_000,
);
