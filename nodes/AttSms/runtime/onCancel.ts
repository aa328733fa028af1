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

/** A key that no other run has taken: an agent can call several Send nodes at the same time. */
const freeKey = (key: string, taken: Record<string, string>, suffix: string): string => {
	if (!(key in taken)) return key;
	return `${key}_${suffix.replace(/[^\p{L}\p{N}]+/gu, '_')}`.slice(0, maxKeyLength);
};

const saveSummary = (context: IExecuteFunctions, summary: Record<string, string>): void => {
	const { $execution, $runIndex = 0 } = context.getWorkflowDataProxy(0) as DataProxy;
	const { customData } = $execution ?? {};
	if (!customData) return;
	const { name } = context.getNode();
	// In a loop n8n counts the runs of a node from 0.
	const node = $runIndex > 0 ? `${name}, run ${$runIndex}` : name;
	const taken = customData.getAll();
	const entries = Object.entries({ attSms_node: node, ...summary });
	customData.setAll(
		Object.fromEntries(entries.map(([key, value]) => [freeKey(key, taken, node), value])),
	);
};

/**
 * Saves a summary with the execution if it is stopped during `run`. n8n stores a stopped execution in
 * that moment without the output of the node that runs, but with its custom data, and shows these
 * with the execution. Nothing is held once `run` has ended.
 */
export const withCancelSummary = async <Result>(
	context: IExecuteFunctions,
	summary: () => Record<string, string>,
	run: () => Promise<Result>,
): Promise<Result> => {
	const signal = context.getExecutionCancelSignal();
	const save = () => saveSummary(context, summary());
	signal?.addEventListener('abort', save, { once: true });
	try {
		return await run();
	} finally {
		signal?.removeEventListener('abort', save);
	}
};
