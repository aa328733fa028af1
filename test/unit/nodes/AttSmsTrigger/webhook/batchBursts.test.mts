// Batch Bursts where n8n fails to answer, or answers late, by a clock of the test’s own.
import { EventEmitter } from 'node:events';
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { Intake } from '../../../../../nodes/AttSmsTrigger/receive.ts';
import {
	batchBurst,
	type Rejection,
} from '../../../../../nodes/AttSmsTrigger/webhook/batchBursts.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(async () => {
	// Each run that no test has answered is given up.
	await jest.advanceTimersByTimeAsync(200_000);
	jest.useRealTimers();
});

const notAccepted = '503: n8n has not accepted the run';
const tooMany = '503: Too many callbacks wait for n8n';

let triggers = 0;

/** A trigger, its callers, and what happened to them, in order. */
const openTrigger = () => {
	const id = `trigger-${++triggers}`;
	const events: string[] = [];
	const runs: string[][] = [];

	/** A callback with one message. n8n does nothing until the test says so. */
	const call = (name: string, parts: Partial<Intake> = {}) => {
		const response = Object.assign(new EventEmitter(), {
			statusCode: 200,
			end: () => void events.push(`${name} answered ${response.statusCode}`),
		});
		const context = {
			getWorkflow: () => ({ id }),
			getNode: () => ({ id }),
			getWorkflowStaticData: () => ({}),
			getRequestObject: () => ({ body: {} }),
			getResponseObject: () => response,
		} as unknown as IWebhookFunctions;
		const intake: Intake = {
			items: [{ json: { name } }],
			commit: () => void events.push(`${name} committed`),
			rollback: () => void events.push(`${name} rolled back`),
			...parts,
		};
		const became = (outcome: IWebhookResponseData | Rejection): string => {
			if ('status' in outcome) return `${outcome.status}: ${outcome.reason}`;
			const items = outcome.workflowData?.[0];
			if (!items) return 'acknowledged';
			runs.push(items.map(({ json }) => String(json.name)));
			return 'started a run';
		};
		const caller = {
			outcome: undefined as string | undefined,
			/** n8n answers. */
			answer(status = 200) {
				response.statusCode = status;
				response.end();
			},
			hangUp: () => void response.emit('close'),
		};
		void batchBurst(context, intake).then(
			(outcome) => {
				caller.outcome = became(outcome);
				events.push(`${name} ${caller.outcome}`);
			},
			() => (caller.outcome = 'failed'),
		);
		return caller;
	};
	return { call, events, runs };
};

const letGo = async (ms = 0) => await jest.advanceTimersByTimeAsync(ms);

/** One caller whose run n8n takes in, and two who wait for its end. */
const openBurst = async (parts: Record<string, Partial<Intake>> = {}) => {
	const trigger = openTrigger();
	const [first, second, third] = ['first', 'second', 'third'].map((name) =>
		trigger.call(name, parts[name]),
	);
	await letGo();
	return { ...trigger, first: first!, second: second!, third: third! };
};

test('A run that n8n never answers keeps the next one waiting until its caller hangs up', async () => {
	const { first, second, third, runs } = await openBurst();
	expect(runs).toEqual([['first']]);
	first.hangUp();
	await letGo();
	expect(runs).toEqual([['first'], ['second', 'third']]);
	second.answer();
	await letGo();
	expect(third.outcome).toBe('acknowledged');
});

test('A run that n8n never answers keeps the next one waiting for a minute at most', async () => {
	const { call, second, third, events, runs } = await openBurst();
	await letGo(59_000);
	expect(runs).toHaveLength(1);
	await letGo(3000);
	expect(runs).toEqual([['first'], ['second', 'third']]);
	await letGo(62_000);
	// The run of the second and the third caller is not known to be stored: AT&T repeats the third.
	expect([second.outcome, third.outcome]).toEqual(['started a run', notAccepted]);
	call('fourth');
	await letGo();
	expect(runs.at(-1)).toEqual(['fourth']);

	// n8n had stored it, and waited for a slot: the third's repeats are duplicates.
	expect(events).not.toContain('third rolled back');
	second.answer();
	expect(events).toContain('third committed');
});

test('Callers whose run is still in flight wait for its end, though its first caller hung up', async () => {
	const { call, first, second, third, runs } = await openBurst();
	first.answer();
	await letGo();
	second.hangUp();
	call('fourth');
	await letGo();
	expect(runs).toEqual([['first'], ['second', 'third'], ['fourth']]);
	expect(third.outcome).toBeUndefined();
	second.answer();
	await letGo();
	expect(third.outcome).toBe('acknowledged');
});

test.each([
	[200, 'committed'],
	[500, 'rolled back'],
])(
	'A run that n8n answers late with %d is %s, and starts no further run',
	async (status, settled) => {
		const { call, first, second, events, runs } = await openBurst();
		await letGo(62_000);
		call('fourth');
		first.answer(status);
		await letGo();
		expect(events).toContain(`first ${settled}`);
		expect(runs).toEqual([['first'], ['second', 'third']]);
		second.answer(status);
		await letGo();
		expect(events).toContain(`third ${settled}`);
		expect(runs.at(-1)).toEqual(['fourth']);
	},
);

test('A caller who hangs up before its turn is left out, and AT&T repeats the callback', async () => {
	const { first, second, third, events, runs } = await openBurst();
	second.hangUp();
	first.answer();
	await letGo();
	expect(runs).toEqual([['first'], ['third']]);
	expect(second.outcome).toBe(notAccepted);
	expect(events).toContain('second rolled back');
	third.answer();
});

test.each([
	[200, 'acknowledged'],
	[503, notAccepted],
])(
	'On a %d, the caller whose call started the run is answered before the others',
	async (status, outcome) => {
		const { first, second, events } = await openBurst();
		first.answer();
		await letGo();
		second.answer(status);
		await letGo();
		const order = [`second answered ${status}`, `third ${outcome}`].map((event) =>
			events.indexOf(event),
		);
		expect(order).toEqual([...order].sort((a, b) => a - b));
		expect(order).not.toContain(-1);
	},
);

test.each([
	[
		200,
		{
			commit: () => {
				throw new Error('no');
			},
		},
	],
	[
		500,
		{
			rollback: () => {
				throw new Error('no');
			},
		},
	],
])(
	'On a %d, one message whose bookkeeping fails keeps no other from its end',
	async (status, failing) => {
		const { call, first, second, third, events, runs } = await openBurst({ second: failing });
		first.answer();
		await letGo();
		call('fourth');
		expect(() => second.answer(status)).toThrow('no');
		await letGo();
		expect(events).toContain(`second answered ${status}`);
		expect(events).toContain(status === 200 ? 'third committed' : 'third rolled back');
		expect(third.outcome).toBe(status === 200 ? 'acknowledged' : notAccepted);
		expect(runs.at(-1)).toEqual(['fourth']);
	},
);

test('A trigger in a lasting burst leaves room for another: those whose run is being stored count, too', async () => {
	const busy = openTrigger();
	const crowd = (count: number) => Array.from({ length: count }, (_, n) => busy.call(String(n)));
	const [first, second] = crowd(101);
	await letGo();
	first?.answer();
	await letGo();
	// The second caller's call has started the run of 99 others.
	expect(busy.runs.at(-1)).toHaveLength(100);
	const late = crowd(120);
	const other = openTrigger();
	const others = ['first', 'second', 'third'].map((name) => other.call(name));
	await letGo();
	expect(late.filter(({ outcome }) => outcome === tooMany)).toHaveLength(119);
	expect(others.map(({ outcome }) => outcome)).toEqual(['started a run', undefined, undefined]);

	// Once that run is stored, there is room again.
	second?.answer();
	await letGo();
	const next = crowd(120);
	await letGo();
	expect(next.filter(({ outcome }) => outcome === tooMany)).toHaveLength(20);
});

test('100 callers wait for a trigger at most, and 200 in all', async () => {
	const all = [1, 2, 3].map(() => {
		const { call } = openTrigger();
		return Array.from({ length: 121 }, (_, n) => call(String(n)));
	});
	await letGo();
	const rejectedOf = (callers: Array<{ outcome?: string }>) =>
		callers.filter(({ outcome }) => outcome === tooMany).length;
	expect(all.map(rejectedOf)).toEqual([20, 20, 120]);

	// One of those that are taken along starts the run of the others, which are held until its end.
	const [first] = all;
	first?.[0]?.answer();
	await letGo();
	const { call } = openTrigger();
	call('first');
	const second = call('second');
	const third = call('third');
	await letGo();
	expect([second.outcome, third.outcome]).toEqual([undefined, tooMany]);
	first?.[1]?.answer();
	await letGo();
	const fourth = call('fourth');
	await letGo();
	expect(fourth.outcome).toBeUndefined();
});
