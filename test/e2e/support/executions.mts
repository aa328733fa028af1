import type { Execution, N8nClient } from '../../../scripts/lib/n8n/client.mts';
import { storedExecution } from './written.mts';

export interface StoredExecution extends Execution {
	/** All that n8n has stored of it, in one piece. */
	stored: string;
}

/** n8n lists no more executions at once. */
const longestList = 100;

/** The ids of all executions of a workflow, and maybe of others, in an n8n that numbers them from 1. */
const executionIds = async (client: N8nClient, workflowId: string): Promise<string[]> => {
	const latest = await client.listExecutions(workflowId, longestList);
	if (latest.length < longestList) return latest.map(({ id }) => id);
	const newest = Number(latest[0]?.id);
	return Array.from({ length: newest }, (_, index) => String(newest - index));
};

/** All executions of a workflow, newest first, with what n8n has stored of each. */
export const readExecutions = async (
	client: N8nClient,
	workflowId: string,
): Promise<StoredExecution[]> => {
	const executions: StoredExecution[] = [];
	for (const id of await executionIds(client, workflowId)) {
		const execution = await client.getExecution(id);
		if (execution.workflowId !== workflowId) continue;
		executions.push({ ...execution, stored: await storedExecution(client, id) });
	}
	return executions;
};

/** The different texts of a kind that an execution has, wherever in it they are. */
export const textsIn = ({ stored }: StoredExecution, text: RegExp): Set<string> =>
	new Set(stored.match(text));

/** In how many executions each text is. */
export const countTexts = (
	executions: readonly StoredExecution[],
	text: RegExp,
): Map<string, number> => {
	const counts = new Map<string, number>();
	for (const each of executions.flatMap((execution) => [...textsIn(execution, text)])) {
		counts.set(each, (counts.get(each) ?? 0) + 1);
	}
	return counts;
};
