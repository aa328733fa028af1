// Run by n8n’s Node.js alone: the time of the package’s own code for one item, and the memory that a
// long list takes, with n8n and the network taken away. Its argument is the package’s folder; prints
// an OwnCode.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { IExecuteFunctions, INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';
import { callback } from '../callback.mts';
import { median } from '../statistics.mts';
import { mobile } from '../../support/mobile.mts';
import { orders, ownMessage, sameMessage } from '../texts.mts';
import { calling, sending } from './contexts.mts';

export interface OwnCode {
	/** One item of 1,000, in microseconds. */
	sameTextUs: number;
	textForEachUs: number;
	/** One callback, in microseconds. */
	callbackUs: number;
	/** With the options that remember what was received. */
	busyCallbackUs: number;
	/** By the number of items. */
	memory: Memory[];
}

/** Beside the input. */
export interface Memory {
	items: number;
	/** The most that was held at any time. */
	peakBytesPerItem: number;
	/** What the run leaves behind: its output. */
	outputBytesPerItem: number;
}

const [folder = '.'] = process.argv.slice(2);
const require = createRequire(join(folder, 'package.json'));

interface Sender {
	execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]>;
}
interface Listener {
	webhook(
		this: IWebhookFunctions,
	): Promise<{ workflowData?: unknown[][]; webhookResponse?: unknown }>;
}
const load = <T,>(name: string): T => {
	const exported = require(`./dist/nodes/${name}/${name}.node.js`) as Record<string, new () => T>;
	const Type = exported[name];
	if (!Type) throw new Error(`There is no ${name}`);
	return new Type();
};
const action = load<Sender>('AttSms');
const trigger = load<Listener>('AttSmsTrigger');

const send = async (items: INodeExecutionData[], message: string, onRequest?: () => void) => {
	const [output = []] = await action.execute.call(sending(items, message, onRequest));
	if (output.length !== items.length || !output.every(({ json }) => json.messageId)) {
		throw new Error('Not each item was sent.');
	}
	return output;
};

const rounds = 100;

/** By then the code is compiled: n8n runs for weeks. */
const warmUp = 50;

/**
 * Processor time: the middle of many runs, after some that warm up; in microseconds for each of `items`. What `prepare`
 * makes for a run does not count.
 */
const timeOf = async <Input,>(
	items: number,
	run: (input: Input) => Promise<unknown>,
	prepare: (round: number) => Input,
): Promise<number> => {
	const readings: number[] = [];
	for (let round = 0; round < rounds; round++) {
		const input = prepare(round);
		const before = process.cpuUsage();
		await run(input);
		const { user, system } = process.cpuUsage(before);
		if (round >= warmUp) readings.push(user + system);
	}
	return median(readings) / items;
};

const heapUsed = (): number => {
	if (!globalThis.gc) throw new Error('Start it with --expose-gc.');
	globalThis.gc();
	return process.memoryUsage().heapUsed;
};

const memoryOf = async (count: number): Promise<Memory> => {
	const items = listOf(count);
	const before = heapUsed();
	let peak = 0;
	let requests = 0;
	const output = await send(items, ownMessage, () => {
		requests++;
		if (requests % (count / 10) === 0) peak = Math.max(peak, heapUsed() - before);
	});
	const kept = heapUsed() - before;
	// Both are needed until here, else they would not be counted.
	if (output.length !== items.length) throw new Error('Not each item has an output.');
	return {
		items: count,
		peakBytesPerItem: Math.max(peak, kept) / count,
		outputBytesPerItem: kept / count,
	};
};

const listOf = (count: number): INodeExecutionData[] =>
	orders(count).map((order) => ({ json: { ...order } }));

const perRun = 1000;
const items = listOf(perRun);

/** Each message is new: a trigger with Ignore Duplicates would drop the others. */
const callbacks = (round: number): Buffer[] =>
	Array.from({ length: perRun }, (_, index) =>
		Buffer.from(callback(round * perRun + index, mobile(index))),
	);

const callAll = async (bodies: Buffer[], options: object): Promise<void> => {
	for (const body of bodies) {
		const context = calling(body, options);
		const response = await trigger.webhook.call(context);
		if (response.workflowData?.[0]?.length !== 1) throw new Error('A callback was turned away.');
		// As n8n does once it has stored the run.
		if (response.webhookResponse === undefined) throw new Error('n8n would not answer.');
		context.getResponseObject().end();
	}
};

const remembering = {
	ignoreDuplicates: true,
	senderRateLimit: { limit: { messages: 1_000_000, minutes: 10 } },
};

const ownCode: OwnCode = {
	sameTextUs: await timeOf(
		perRun,
		async () => await send(items, sameMessage),
		() => 0,
	),
	textForEachUs: await timeOf(
		perRun,
		async () => await send(items, ownMessage),
		() => 0,
	),
	callbackUs: await timeOf(perRun, async (bodies) => await callAll(bodies, {}), callbacks),
	busyCallbackUs: await timeOf(
		perRun,
		async (bodies) => await callAll(bodies, remembering),
		callbacks,
	),
	memory: [],
};
// The first list also frees what the rounds above left behind, and would seem smaller than it is.
await memoryOf(10_000);
for (const count of [10_000, 100_000]) {
	ownCode.memory.push(await memoryOf(count));
}
console.log(JSON.stringify(ownCode));
