import type { IDataObject, INodeExecutionData, IRun } from 'n8n-workflow';
import { createMask } from '../../../nodes/shared/message/createMask.ts';
import type { History } from '../../../sandbox/types.mts';
import { errorOfItem, errorOfRun, itemIndexOf, type ReportedError } from './account.mts';
import { shortCode, type TestGateway } from './testGateway.mts';
import type { Verdict } from './faultTable.mts';
import { mobile } from '../../support/mobile.mts';

/** What became of one request’s share of the work: the gateway’s history beside the node’s word. */
export interface Share {
	/** What it is, for a finding. */
	name: string;
	/** How often the gateway did it, by its history. */
	done: number;
	/** How often the node reported it done. */
	reported: number;
	/** The failure that the node reported for it. */
	error?: ReportedError;
	/** Whether what the node put out is what the gateway has. */
	faithful: boolean;
	/** Whether the gateway’s answer is in the error, but for the numbers that an error hides. */
	kept: boolean;
}

export interface Options {
	/** Seconds. */
	timeout: number;
	maxRetryTime: number;
}

/** One operation of the nodes, at work on a few requests in a row. */
export interface Workload {
	name: string;
	operation: 'send' | 'status' | 'inbox';
	/** Requests that it makes where nothing fails. */
	requests: number;
	/** Whether a failure keeps the later requests from being made. */
	stopsAtFailure: boolean;
	/** Whether it stands for its likes where playing each would show nothing more. */
	standsForOthers: boolean;
	/** Gets things ready, and answers with the run and with what became of each request’s share. */
	prepare(bench: TestGateway, options: Options): Promise<Play>;
}

export interface Play {
	run(): Promise<void>;
	/** Once the faults are gone: does what is left to do. */
	finish(): Promise<void>;
	/** By request, in order. */
	shares(): Share[][];
	/** Retries a run that failed as n8n’s list of executions does. What is wrong afterwards. */
	retry?(): Promise<string[] | undefined>;
}

/** How often the gateway has processed requests of an operation. */
export const processed = (history: History, operation: Workload['operation']): number =>
	({ send: history.accepted, status: history.statusReads, inbox: history.inboxReads })[operation]
		.length;

/**
 * Whether an error has an answer that the gateway wrote, by its wire log, but for the numbers that an
 * error hides: a random message ID can look like one.
 */
const hasAnswer = (
	error: ReportedError | undefined,
	history: History,
	operation: Workload['operation'],
	phoneNumbers?: string[],
): boolean => {
	const hide = phoneNumbers ? createMask({ phoneNumbers }) : (text: string) => text;
	return history.wire
		.filter((entry) => entry.operation === operation && entry.direction === 'in')
		.some(({ responseBody }) => hide(responseBody) === error?.answer);
};

export const oneOrMore = (value: unknown): string[] =>
	(Array.isArray(value) ? value : [value]) as string[];

const sent = (json: IDataObject): Array<{ messageId: string; to: string[] }> =>
	((json.messages ?? [json]) as IDataObject[]).map(({ messageId, to }) => ({
		messageId: messageId as string,
		to: oneOrMore(to),
	}));

/** Five texts, each of its own to two recipients, one request after the other. */
const sending = (onError: 'continueRegularOutput' | 'stopWorkflow'): Workload => {
	const texts = [0, 1, 2, 3, 4].map((n) => ({
		to: [mobile(2 * n), mobile(2 * n + 1)],
		message: `Text ${n}`,
	}));
	return {
		name: onError === 'stopWorkflow' ? 'send, stopping at an error' : 'send',
		operation: 'send',
		requests: texts.length,
		stopsAtFailure: onError === 'stopWorkflow',
		standsForOthers: onError !== 'stopWorkflow',
		async prepare({ n8n, sandbox, provider }, options) {
			const items = texts.map((json) => ({ json }));
			let output: INodeExecutionData[] = [];
			let failure: ReportedError | undefined;
			let failedItem = -1;
			let failed: IRun | undefined;
			const parameters = {
				...provider,
				resource: 'sms',
				operation: 'send',
				to: '={{ $json.to }}',
				message: '={{ $json.message }}',
				options: { ...options, concurrency: 1 },
			};
			const acceptedOf = (message: string, recipient: string) =>
				sandbox.history.accepted.filter(
					(each) => each.message === message && each.addresses.includes(recipient),
				);
			return {
				async run() {
					const result = await n8n.run({ parameters, items, onError });
					output = result.output[0] ?? [];
					if (result.error) failed = result.run;
					failure = errorOfRun(result.error);
					failedItem = Number((result.error?.context as IDataObject | undefined)?.itemIndex ?? -1);
				},
				finish: async () => {},
				async retry() {
					if (!failed) return undefined;
					const wasSent = texts.map(({ to, message }) => acceptedOf(message, String(to[0])).length);
					const retryOf = JSON.parse(JSON.stringify(failed)) as IRun;
					const retried = await n8n.run({ parameters, items, onError, retryOf });
					const uncertain = failure?.verdict === 'maybe' ? failedItem : -1;
					const error = errorOfRun(retried.error);
					const findings = texts.flatMap(({ to, message }, item) => {
						const wanted = item === uncertain ? wasSent[item] : 1;
						return to
							.filter((recipient) => acceptedOf(message, recipient).length !== wanted)
							.map(
								(recipient) =>
									`after a retry, ${message} to ${recipient} is not sent ${wanted} times`,
							);
					});
					if (uncertain >= 0 && error?.verdict !== 'maybe') {
						findings.push('the retry does not say again that a message may have been sent');
					}
					if (uncertain < 0 && retried.output[0]?.length !== texts.length) {
						findings.push(`the retry puts out ${retried.output[0]?.length} items: ${error?.text}`);
					}
					return findings;
				},
				shares: () =>
					texts.map(({ to, message }, item) =>
						to.map((recipient): Share => {
							const own = output.filter((each) => itemIndexOf(each) === item);
							const itemError = own.map(errorOfItem).find(Boolean);
							const error = itemError ?? (failedItem === item ? failure : undefined);
							const accepted = acceptedOf(message, recipient);
							const inItems = own
								.filter((each) => !each.json.error)
								.flatMap(({ json }) => sent(json))
								.filter((part) => part.to.includes(recipient));
							// n8n has no output of a run that ends with an error: it is told in the error.
							const inError = ((failure?.data.sent ?? []) as IDataObject[])
								.filter(({ itemIndex }) => itemIndex === item)
								.map(({ messageId }) => ({ messageId: messageId as string }));
							const reports = [...inItems, ...inError];
							return {
								name: `${message} to ${recipient}`,
								done: accepted.length,
								reported: reports.length,
								error,
								faithful: reports.every(({ messageId }) =>
									accepted.some(({ id }) => id === messageId),
								),
								kept: hasAnswer(error, sandbox.history, 'send', to),
							};
						}),
					),
			};
		},
	};
};

/** Five messages’ statuses, each asked for in a run of its own. */
const status: Workload = {
	name: 'status',
	operation: 'status',
	requests: 5,
	stopsAtFailure: false,
	standsForOthers: false,
	async prepare({ n8n, sandbox, provider }, options) {
		const parameters = { ...provider, resource: 'sms' };
		const [items = []] = await n8n.execute({
			parameters: {
				...parameters,
				operation: 'send',
				to: '={{ $json.to }}',
				message: '={{ $json.message }}',
				options: { concurrency: 1 },
			},
			items: [0, 1, 2, 3, 4].map((n) => ({ json: { to: mobile(n), message: `Text ${n}` } })),
		});
		const ids = items.map(({ json }) => json.messageId as string);
		const outputs: INodeExecutionData[][] = [];
		return {
			async run() {
				for (const messageId of ids) {
					const { output } = await n8n.run({
						parameters: {
							...parameters,
							operation: 'getStatus',
							messageId,
							options: { ...options },
						},
						onError: 'continueRegularOutput',
					});
					outputs.push(output[0] ?? []);
				}
			},
			finish: async () => {},
			shares: () =>
				ids.map((id, index) => {
					const own = outputs[index] ?? [];
					const error = own.map(errorOfItem).find(Boolean);
					const found = own.filter(({ json }) => !json.error);
					const address = sandbox.history.accepted.find((each) => each.id === id)?.addresses[0];
					return [
						{
							name: `the status of ${id}`,
							done: sandbox.history.statusReads.filter(({ messageId }) => messageId === id).length,
							reported: found.length,
							error,
							faithful: found.every(({ json }) => {
								const [delivery, ...others] = json.deliveries as IDataObject[];
								return (
									json.messageId === id &&
									others.length === 0 &&
									delivery?.to === address &&
									delivery?.status === 'DeliveredToTerminal'
								);
							}),
							kept: hasAnswer(error, sandbox.history, 'status', address ? [address] : []),
						},
					];
				}),
		};
	},
};

/** Texts with letters of each character set of AT&T’s, and what XML and JSON escape. */
const incoming = Array.from(
	{ length: 12 },
	(_, n) => ` ${n}: ${['déjà vu', 'fish & <chips>', '"quoted"\\', 'see you 🙂'][n % 4]} `,
);
const pageSize = 3;

/** What both readers of the inbox have in common: runs, and what each gave. */
const reading = (
	testGateway: TestGateway,
	read: (options?: { timeout: number }) => Promise<{
		items: INodeExecutionData[];
		error?: ReportedError;
	}>,
): Play => {
	const { history } = testGateway.sandbox;
	const emitted: INodeExecutionData[] = [];
	let failure: { error: ReportedError; page: number } | undefined;
	return {
		async run() {
			const { items, error } = await read();
			emitted.push(...items);
			failure = error && { error, page: items.length / pageSize };
		},
		async finish() {
			const { items, error } = await read({ timeout: 60 });
			emitted.push(...items);
			if (error) throw new Error(`The gateway is well, but a read failed: ${error.text}`);
		},
		shares: () => {
			const pages = Array.from({ length: incoming.length / pageSize }, (_, page) =>
				history.mo.slice(page * pageSize, (page + 1) * pageSize),
			);
			return pages.map((page, index) =>
				page.map((mo): Share => {
					const own = emitted.filter(({ json }) => json.message === mo.message);
					// What failed is the page after the last one that came out of the run.
					const error = failure?.page === index ? failure.error : undefined;
					return {
						name: `the message “${mo.message}”`,
						done: mo.readIn === null ? 0 : 1,
						reported: own.length,
						error,
						faithful: own.every(
							({ json }) => json.senderAddress === mo.from && json.destinationAddress === mo.to,
						),
						kept: hasAnswer(error, history, 'inbox'),
					};
				}),
			);
		},
	};
};

const textIn = ({ sandbox }: TestGateway) =>
	incoming.forEach((message, n) => sandbox.text({ from: mobile(n), to: shortCode, message }));

/** Four pages of the inbox, read by the action. */
const inbox: Workload = {
	name: 'inbox by action',
	operation: 'inbox',
	requests: incoming.length / pageSize,
	stopsAtFailure: true,
	standsForOthers: false,
	async prepare(testGateway, options) {
		textIn(testGateway);
		return reading(testGateway, async (others) => {
			const { output } = await testGateway.n8n.run({
				parameters: {
					...testGateway.provider,
					resource: 'sms',
					operation: 'getInbox',
					shortCode,
					options: { ...options, ...others },
				},
				onError: 'continueRegularOutput',
			});
			const items = output[0] ?? [];
			return {
				items: items.filter(({ json }) => !json.error),
				error: items.map(errorOfItem).find(Boolean),
			};
		});
	},
};

/** Four pages of the inbox, read by the trigger. */
const poll: Workload = {
	name: 'inbox by poll',
	operation: 'inbox',
	requests: incoming.length / pageSize,
	stopsAtFailure: true,
	standsForOthers: true,
	async prepare(testGateway, options) {
		const trigger = await testGateway.n8n.activate({
			parameters: {
				...testGateway.provider,
				receiveMode: 'polling',
				shortCode,
				options: { ...options },
			},
		});
		textIn(testGateway);
		return reading(testGateway, async () => {
			const { emitted, error } = await trigger.attempt();
			return { items: emitted?.[0] ?? [], error: errorOfRun(error) };
		});
	},
};

export const workloads: Workload[] = [
	sending('continueRegularOutput'),
	sending('stopWorkflow'),
	status,
	inbox,
	poll,
];

/** What a request that stands at this place, before or after the struck one, must come to. */
export const expected = (
	index: number,
	struck: number,
	verdict: Verdict,
	lasts: boolean,
	stopsAtFailure: boolean,
): Verdict | 'left' => {
	if (index < struck || verdict === 'done') return 'done';
	if (index === struck) return verdict;
	if (stopsAtFailure) return 'left';
	return lasts ? verdict : 'done';
};
