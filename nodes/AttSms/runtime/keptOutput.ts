import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	IWorkflowBase,
} from 'n8n-workflow';
import { operationError } from '../../shared/errors/operationError';

/** Marks items that are the output of a stopped execution. n8n stores it with them. */
const mark = 'attSmsKept';
const kept = 'kept';

const isKept = (item: INodeExecutionData | undefined): boolean => item?.[mark] === kept;

const startNode: IWorkflowBase['nodes'][number] = {
	id: 'attSmsKept',
	name: 'Execution Stopped',
	type: 'n8n-nodes-base.executeWorkflowTrigger',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** An execution of the same workflow, from this node on. */
const workflowFromHere = (context: IExecuteFunctions): IWorkflowBase => {
	const node = context.getNode();
	const { id, name } = context.getWorkflow();
	return {
		id: id ?? '',
		name: name ?? '',
		active: false,
		isArchived: false,
		activeVersionId: null,
		createdAt: new Date(),
		updatedAt: new Date(),
		nodes: [startNode, { ...node, onError: 'stopWorkflow', retryOnFail: false }],
		connections: { [startNode.name]: { main: [[{ node: node.name, type: 'main', index: 0 }]] } },
		settings: {
			executionOrder: 'v1',
			saveDataErrorExecution: 'all',
			callerPolicy: 'workflowsFromSameOwner',
		},
	};
};

/**
 * The runs whose output is kept, by the execution's signal, as `node run`. n8n's Retry On Fail goes on
 * after a stop: each of its tries would keep the output again.
 */
const keptRuns = new WeakMap<AbortSignal, Set<string>>();

/** The kept runs of this execution, and the name of this one. Undefined if it can't be stopped. */
const keptIn = (context: IExecuteFunctions): { runs: Set<string>; run: string } | undefined => {
	const signal = context.getExecutionCancelSignal();
	if (!signal) return undefined;
	const runs = keptRuns.get(signal) ?? new Set();
	keptRuns.set(signal, runs);
	const { $runIndex } = context.getWorkflowDataProxy(0) as unknown as { $runIndex: number };
	return { runs, run: `${context.getNode().name} ${$runIndex}` };
};

/**
 * Keeps output that AT&T returns only once when the execution is stopped: n8n stores a stopped
 * execution without the output of the node that runs. It is kept in an execution of its own, which
 * ends with an error and gives the output when it is retried. Whether n8n has stored it.
 */
export const keepOutput = async (
	context: IExecuteFunctions,
	output: IDataObject[],
): Promise<boolean> => {
	const own = keptIn(context);
	if (output.length === 0 || own?.runs.has(own.run)) return true;
	try {
		await context.executeWorkflow(
			{ code: workflowFromHere(context) },
			output.map((json) => ({ json, [mark]: kept })),
			undefined,
			{ doNotWaitToFinish: true },
		);
		own?.runs.add(own.run);
		return true;
	} catch (error) {
		context.logger.error('The output of a stopped execution could not be kept', {
			error: error instanceof Error ? error.message : String(error),
		});
		return false;
	}
};

/**
 * The output that a stopped execution had kept, when its execution is retried. Throws in the
 * execution that keeps it. Undefined in any other execution.
 */
export const keptOutput = (context: IExecuteFunctions): INodeExecutionData[] | undefined => {
	const items = context.getInputData();
	if (!isKept(items[0])) return undefined;
	if (context.getMode() === 'retry') {
		return items.map(({ json }, item) => ({ json, pairedItem: { item } }));
	}
	throw operationError(
		context.getNode(),
		`An execution was stopped after AT&T had returned ${items.length} item(s), which it returns only once`,
		{
			kind: 'stoppedExecution',
			mayHaveBeenProcessed: true,
			description:
				'They are kept in this execution. Retry it with the currently saved workflow to go on with them.',
		},
	);
};
