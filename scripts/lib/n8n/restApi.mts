/** What n8n's internal REST API takes and returns, as far as it is used here. */

/** The part of a workflow's JSON (as n8n's editor exports it) that is needed to create one. */
export interface WorkflowJson {
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
}

export interface WorkflowNode {
	id?: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
	webhookId?: string;
	[other: string]: unknown;
}

export interface Workflow extends WorkflowJson {
	id: string;
	active: boolean;
	versionId: string;
}

export interface Credential {
	id: string;
	name: string;
	type: string;
}

export interface CredentialTestResult {
	status: 'OK' | 'Error';
	message: string;
}

export type ExecutionStatus =
	'new' | 'running' | 'waiting' | 'success' | 'error' | 'crashed' | 'canceled';

export interface ExecutionSummary {
	id: string;
	status: ExecutionStatus;
	mode: string;
	workflowId: string;
	startedAt?: string | null;
}

export interface Item {
	json: Record<string, unknown>;
	error?: unknown;
}

export interface NodeRun {
	error?: { message: string; description?: string | null; httpCode?: string | null };
	data?: { main: Array<Item[] | null> };
}

export interface Execution extends ExecutionSummary {
	/** Each node's runs, by its name. */
	runData: Record<string, NodeRun[]>;
	error?: { message: string; description?: string | null };
}

export interface Owner {
	email: string;
	password: string;
}

/** A response of n8n's REST API other than 2xx. */
export class N8nError extends Error {
	override name = 'N8nError';

	constructor(
		request: string,
		readonly status: number,
		readonly body: string,
	) {
		super(`${request} was answered ${status}: ${body.slice(0, 2000)}`);
	}
}

/** A trigger could not start, so its workflow is not at work. */
export class ActivationRejected extends Error {
	override name = 'ActivationRejected';
}

export interface Publication {
	status: 'in_progress' | 'published' | 'partial' | 'failed' | 'not_published';
	triggers: Array<{ nodeId: string; status: string; errorMessage: string | null }>;
}

export const finalStatuses: ExecutionStatus[] = ['success', 'error', 'crashed', 'canceled'];

/** The items that a node put out in its last run: by default those of its first output. */
export const itemsOf = (execution: Execution, node: string, output = 0): Item[] =>
	execution.runData[node]?.at(-1)?.data?.main[output] ?? [];
