import type { IExecuteFunctions } from 'n8n-workflow';

const memories = new WeakMap<object, Map<string, unknown>>();

/**
 * An object that is the same in each try of a run, and another in each run: what n8n executes. Where
 * the node is called as a tool, that is the agent, however often it calls; then the arguments of the
 * call tell, which n8n makes the one item of its input.
 */
const runOf = (context: IExecuteFunctions): unknown => {
	const executeData = context.getExecuteData();
	return executeData.node.name === context.getNode().name
		? executeData
		: context.getInputData()[0]?.json;
};

/**
 * What an operation remembers, under a name, from one try of a run to the next. n8n's "Retry On
 * Fail" runs a node anew with all of its items after an error, also where the error is just the first
 * item of its output, and keeps nothing of what it put out: but what was sent must not be sent again,
 * and what was read can't be read again.
 */
export const runState = <Memory>(
	context: IExecuteFunctions,
	name: string,
	begin: () => Memory,
): Memory => {
	const run = runOf(context);
	if (typeof run !== 'object' || run === null) return begin();
	const memory = memories.get(run) ?? new Map<string, unknown>();
	memories.set(run, memory);
	if (!memory.has(name)) memory.set(name, begin());
	return memory.get(name) as Memory;
};
