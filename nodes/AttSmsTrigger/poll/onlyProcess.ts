import type { INodeExecutionData, IRun } from 'n8n-workflow';

let isOnly = false;

/**
 * Whether this process is n8n's only one: all that the trigger remembers is then in its memory. False
 * until it is known. n8n has several processes in queue mode alone, and there polls run in another
 * process than executions.
 */
export const isOnlyProcess = (): boolean => isOnly;

/**
 * Notes a run that a poll of this process has started. If the items are in it that were handed over,
 * the same objects and not copies of them, it has run here.
 */
export const noteRun = (
	run: IRun | undefined,
	trigger: string,
	[first]: INodeExecutionData[],
): void => {
	const [output] = run?.data?.resultData?.runData?.[trigger]?.[0]?.data?.main ?? [];
	isOnly ||= first !== undefined && output?.[0]?.json === first.json;
};
