import type { IExecuteFunctions } from 'n8n-workflow';

interface DataProxy {
	$execution?: {
		customData?: {
			getAll(): Record<string, string>;
			setAll(data: Record<string, string>): void;
		};
	};
	$runIndex?: number;
}

/** n8n accepts keys of up to 50 letters, digits and underscores. */
const maxKeyLength = 50;

/** A key that no other run has: an agent can call several Send nodes at the same time. */
const freeKey = (key: string, existing: Record<string, string>, suffix: string): string => {
	if (!(key in existing)) return key;
	return `${key}_${suffix.replace(/[^\p{L}\p{N}]+/gu, '_')}`.slice(0, maxKeyLength);
};

const saveSummary = (context: IExecuteFunctions, summary: Record<string, string>): void => {
	const { $execution, $runIndex = 0 } = context.getWorkflowDataProxy(0) as DataProxy;
	const { customData } = $execution ?? {};
	if (!customData) return;
	const { name } = context.getNode();
	// In a loop n8n counts the runs of a node from 0.
	const node = $runIndex > 0 ? `${name}, run ${$runIndex}` : name;
	const existing = customData.getAll();
	const entries = Object.entries({ attSms_node: node, ...summary });
	customData.setAll(
		Object.fromEntries(entries.map(([key, value]) => [freeKey(key, existing, node), value])),
	);
};

/** By node, how many recipients it had sent to in its runs that have ended. */
type Ended = Map<string, number>;

/** By the execution's own signal, so that it goes with the execution. */
const endedIn = new WeakMap<AbortSignal, Ended>();

const noteEnded = (signal: AbortSignal, node: string, count: number): void => {
	const ended: Ended = endedIn.get(signal) ?? new Map();
	endedIn.set(signal, ended);
	ended.set(node, (ended.get(node) ?? 0) + count);
};

/** n8n accepts values of up to 255 characters without a warning. */
const maxValueLength = 255;

const endedSummary = (signal: AbortSignal): Record<string, string> => {
	const parts = [...(endedIn.get(signal) ?? [])].map(
		([node, count]) => `${node}: ${count} recipient(s)`,
	);
	return parts.length > 0 ? { attSms_sentBefore: parts.join('; ').slice(0, maxValueLength) } : {};
};

/** What a run has done so far. */
interface RunProgress {
	summary(): Record<string, string>;
	/** How many recipients were sent their message in this run. */
	sentCount(): number;
}

/**
 * Saves a summary with the execution if it is stopped during `run`: of this run, and what nodes had
 * sent whose runs had ended before. n8n stores a stopped execution in that moment without the output
 * of the node that runs, but with its custom data, and shows these with the execution. Of a run that
 * has ended only its numbers are held.
 */
export const withCancelSummary = async <Result>(
	context: IExecuteFunctions,
	{ summary, sentCount }: RunProgress,
	run: () => Promise<Result>,
): Promise<Result> => {
	const signal = context.getExecutionCancelSignal();
	if (!signal) return await run();
	const save = () => saveSummary(context, { ...summary(), ...endedSummary(signal) });
	signal.addEventListener('abort', save, { once: true });
	try {
		return await run();
	} finally {
		signal.removeEventListener('abort', save);
		noteEnded(signal, context.getNode().name, sentCount());
	}
};
