// Run by n8n's Node.js alone: the time of the package's own code for one item, and the memory that a
// long list takes, with n8n and the network taken away. Its argument is the package's folder; prints
// an OwnCode.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { IExecuteFunctions, INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';
import { callback } from '../callback.mts';
import { median } from '../statistics.mts';
import { mobile, personal } from '../texts.mts';
import { calling, sending } from './contexts.mts';

export interface OwnCode {
	/** One item of 1,000, in microseconds. */
	sameTextUs: number;
	textForEachUs: number;
	/** One callback, in microseconds. */
	callbackUs: number;
	/** By the number of items. */
	memory: Memory[];
}

export interface Memory {
	items: number;
	/** What a run leaves behind for each item: its output. */
	bytesPerItem: number;
	/** The most that was held beyond input and output at any time, for the whole run. */
	workingBytes: number;
}

const [folder = '.'] = process.argv.slice(2);
const require = createRequire(join(folder, 'package.json'));

interface Sender {
	execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]>;
}
interface Listener {
	webhook(this: IWebhookFunctions): Promise<{ workflowData?: unknown[][] }>;
}
const load = <T,>(name: string): T => {
	const exported = require(`./dist/nodes/${name}/${name}.node.js`) as Record<string, new () => T>;
	const Type = exported[name];
	if (!Type) throw new Error(`There is no ${name}`);
	return new Type();
};
const action = load<Sender>('AttSms');
const trigger = load<Listener>('AttSmsTrigger');

async function send(items: INodeExecutionData[], onRequest?: () => void) {
	const [output = []] = await action.execute.call(sending(items, onRequest));
	if (output.length !== items.length || !output.every(({ json }) => json.messageId)) {
		throw new Error('Not each item was sent.');
	}
	return output;
}

/** The middle of many runs, after some that warm up; in microseconds for each of `items`. */
async function timeOf(items: number, run: (round: number) => Promise<unknown>): Promise<number> {
	const readings: number[] = [];
	for (let round = 0; round < 60; round++) {
		const started = performance.now();
		await run(round);
		if (round >= 20) readings.push(performance.now() - started);
	}
	return (median(readings) * 1000) / items;
}

function heapUsed(): number {
	if (!globalThis.gc) throw new Error('Start it with --expose-gc.');
	globalThis.gc();
	return process.memoryUsage().heapUsed;
}

async function memoryOf(count: number): Promise<Memory> {
	const items = listOf(count);
	let requests = 0;
	const samples: Array<{ done: number; held: number }> = [];
	const before = heapUsed();
	const output = await send(items, () => {
		requests++;
		if (requests % (count / 10) === 0) samples.push({ done: requests, held: heapUsed() - before });
	});
	const held = heapUsed() - before;
	// Still needed, so that they are counted on both sides.
	if (output.length !== items.length) throw new Error('unreachable');
	const most = Math.max(...samples.map((sample) => sample.held), held);
	return { items: count, bytesPerItem: held / count, workingBytes: most - held };
}

const listOf = (count: number): INodeExecutionData[] =>
	personal(count).map((text) => ({ json: { ...text } }));

const perRun = 1000;
const forEach = listOf(perRun);
const same = forEach.map(({ json }) => ({ json: { ...json, message: 'We are closed today.' } }));
const callbacks = Array.from({ length: perRun }, (_, index) =>
	Buffer.from(callback(index, mobile(index))),
);

const ownCode: OwnCode = {
	sameTextUs: await timeOf(perRun, async () => await send(same)),
	textForEachUs: await timeOf(perRun, async () => await send(forEach)),
	callbackUs: await timeOf(perRun, async () => {
		for (const body of callbacks) {
			const { workflowData } = await trigger.webhook.call(calling(body));
			if (workflowData?.[0]?.length !== 1) throw new Error('A callback was turned away.');
		}
	}),
	memory: [],
};
for (const count of [1000, 10_000, 100_000]) {
	await memoryOf(count);
	ownCode.memory.push(await memoryOf(count));
}
console.log(JSON.stringify(ownCode));
