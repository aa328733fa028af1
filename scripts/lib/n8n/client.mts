import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'flatted';
import { Agent, interceptors } from 'undici';

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

/** An answer of n8n's REST API other than 2xx. */
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
export class ActivationRefused extends Error {
	override name = 'ActivationRefused';
}

interface Publication {
	status: 'in_progress' | 'published' | 'partial' | 'failed' | 'not_published';
	triggers: Array<{ nodeId: string; status: string; errorMessage: string | null }>;
}

const finalStatuses: ExecutionStatus[] = ['success', 'error', 'crashed', 'canceled'];

export type N8nClient = ReturnType<typeof n8nClient>;

/**
 * n8n's internal REST API, the one that its editor uses.
 * @param url n8n's, without a slash at the end
 * @param version n8n's: some calls differ before version 2
 */
export const n8nClient = (url: string, version: string) => {
	// A busy n8n may close a kept connection in the very moment in which it is used again.
	const dispatcher = new Agent().compose(
		interceptors.retry({ methods: ['GET'], statusCodes: [], maxRetries: 3 }),
	);
	const publishes = Number(version.split('.')[0]) >= 2;
	let cookie = '';

	/** Calls `/rest${path}`; returns what is in its `data`. Throws N8nError. */
	const call = async <T,>(method: string, path: string, body?: object): Promise<T> => {
		const answer = await dispatcher.request({
			origin: url,
			path: `/rest${path}`,
			method: method as 'GET',
			headers: { cookie, ...(body && { 'content-type': 'application/json' }) },
			body: body && JSON.stringify(body),
		});
		const text = await answer.body.text();
		if (answer.statusCode >= 300) throw new N8nError(`${method} ${path}`, answer.statusCode, text);
		for (const set of [answer.headers['set-cookie'] ?? []].flat()) {
			if (set.startsWith('n8n-auth=')) cookie = set.slice(0, set.indexOf(';'));
		}
		return text === '' ? (undefined as T) : (JSON.parse(text) as { data: T }).data;
	};

	const getExecution = async (id: string): Promise<Execution> => {
		const { data, ...summary } = await call<ExecutionSummary & { data: string }>(
			'GET',
			`/executions/${id}`,
		);
		// An execution that has just begun has no data yet.
		const { resultData } = ((data && parse(data)) || {}) as {
			resultData?: { runData?: Execution['runData']; error?: Execution['error'] };
		};
		return { ...summary, runData: resultData?.runData ?? {}, error: resultData?.error };
	};

	/** Recent versions publish in the background; the others, before they answer, or refuse with 400. */
	const publicationSettled = async (id: string): Promise<Publication> =>
		await waitFor(`the publication of workflow ${id}`, 120_000, async () => {
			try {
				const publication = await call<Publication>('GET', `/workflows/${id}/publication-status`);
				return publication.status === 'in_progress' ? undefined : publication;
			} catch (error) {
				if (error instanceof N8nError && error.status === 404) {
					return { status: 'published', triggers: [] };
				}
				throw error;
			}
		});

	/** The latest executions of a workflow, newest first. */
	const listExecutions = async (workflowId: string, limit = 100): Promise<ExecutionSummary[]> => {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await call<{ results: ExecutionSummary[] }>(
			'GET',
			`/executions?limit=${limit}&filter=${filter}`,
		);
		return results;
	};

	/** Waits until an execution has ended, however it did. */
	const executionEnded = async (id: string, withinMs = 120_000): Promise<Execution> =>
		await waitFor(`execution ${id} to end`, withinMs, async () => {
			const execution = await getExecution(id);
			return finalStatuses.includes(execution.status) ? execution : undefined;
		});

	return {
		url,
		call,

		/** Makes the first user, who owns the instance, and signs in. */
		async setUpOwner({ email, password }: Owner): Promise<void> {
			const names = { firstName: 'Instance', lastName: 'Owner' };
			await call('POST', '/owner/setup', { email, password, ...names });
		},

		async signIn({ email, password }: Owner): Promise<void> {
			await call('POST', '/login', { emailOrLdapLoginId: email, email, password });
		},

		/** Has n8n install a community package from its npm registry, as its editor does. */
		async installPackage(name: string, packageVersion: string): Promise<void> {
			await call('POST', '/community-packages', { name, version: packageVersion });
		},

		async installedPackages() {
			return await call<
				Array<{
					packageName: string;
					installedVersion: string;
					installedNodes: Array<{ name: string; type: string; latestVersion: number }>;
				}>
			>('GET', '/community-packages');
		},

		/** The descriptions of node types, as the editor gets them. */
		async nodeTypes(...names: string[]) {
			return await call<Array<{ name: string; displayName: string; [other: string]: unknown }>>(
				'POST',
				'/node-types',
				{ nodeInfos: names.map((name) => ({ name, version: 1 })) },
			);
		},

		async createCredential(
			type: string,
			name: string,
			data: Record<string, unknown>,
		): Promise<Credential> {
			return await call('POST', '/credentials', { name, type, data });
		},

		/** What the editor's credential panel does on save. */
		async testCredential(
			{ id, name, type }: Credential,
			data: Record<string, unknown>,
		): Promise<CredentialTestResult> {
			return await call('POST', '/credentials/test', { credentials: { id, name, type, data } });
		},

		async createWorkflow(workflow: WorkflowJson): Promise<Workflow> {
			const { name, nodes, connections, settings = {} } = workflow;
			return await call('POST', '/workflows', {
				name,
				nodes,
				connections,
				settings,
				// n8n 1 has no default for it.
				active: false,
			});
		},

		async getWorkflow(id: string): Promise<Workflow> {
			return await call('GET', `/workflows/${id}`);
		},

		/**
		 * Publishes the workflow as it is now saved, and waits until its triggers are at work. Throws
		 * ActivationRefused with what a trigger that can't start says.
		 */
		async activate(id: string): Promise<void> {
			const { versionId } = await call<Workflow>('GET', `/workflows/${id}`);
			if (publishes) await call('POST', `/workflows/${id}/activate`, { versionId });
			else await call('PATCH', `/workflows/${id}`, { active: true, versionId });
			const { status, triggers } = await publicationSettled(id);
			if (status === 'published') return;
			throw new ActivationRefused(
				triggers.map(({ errorMessage }) => errorMessage ?? status).join('; '),
			);
		},

		/** Takes the workflow out of service, and waits until its triggers are. */
		async deactivate(id: string): Promise<void> {
			if (publishes) await call('POST', `/workflows/${id}/deactivate`, {});
			else await call('PATCH', `/workflows/${id}`, { active: false });
			await publicationSettled(id);
		},

		/** Starts a workflow by hand at its trigger of that name; returns the execution's id. */
		async runManually(workflow: Workflow, trigger: string): Promise<string> {
			const { executionId } = await call<{ executionId: string }>(
				'POST',
				`/workflows/${workflow.id}/run`,
				{ workflowData: workflow, triggerToStartFrom: { name: trigger } },
			);
			return executionId;
		},

		/**
		 * Listens at the Test URL as the editor's "Execute workflow" does, or with `destination` as its
		 * "Execute step". Resolves when n8n listens.
		 */
		async listenForTest(workflow: Workflow, trigger: string, destination?: string): Promise<void> {
			const destinationNode = destination && { nodeName: destination, mode: 'inclusive' };
			const { waitingForWebhook } = await call<{ waitingForWebhook?: boolean }>(
				'POST',
				`/workflows/${workflow.id}/run`,
				{ workflowData: workflow, triggerToStartFrom: { name: trigger }, destinationNode },
			);
			if (!waitingForWebhook) throw new Error('n8n does not listen at the Test URL');
		},

		/**
		 * Retries an execution as the list of executions does, with the currently saved workflow, and
		 * waits until the retry has ended.
		 */
		async retry(executionId: string): Promise<Execution> {
			const { id } = await call<{ id: string }>('POST', `/executions/${executionId}/retry`, {
				loadWorkflow: true,
			});
			return await executionEnded(id);
		},

		async stop(executionId: string): Promise<void> {
			await call('POST', `/executions/${executionId}/stop`);
		},

		getExecution,
		listExecutions,
		executionEnded,

		/** Waits for that many executions of a workflow to have ended; oldest first. */
		async executionsEnded(workflowId: string, count = 1, withinMs = 120_000): Promise<Execution[]> {
			const what = `${count} execution(s) of workflow ${workflowId}`;
			const ended = await waitFor(what, withinMs, async () => {
				const all = await listExecutions(workflowId);
				const done = all.filter(({ status }) => finalStatuses.includes(status));
				return done.length >= count ? done : undefined;
			});
			return await Promise.all(ended.reverse().map(async ({ id }) => await getExecution(id)));
		},

		/** Closes the connections. */
		async close(): Promise<void> {
			await dispatcher.close();
		},
	};
};

/** The items that a node put out in its last run: those of its first output, unless told. */
export const itemsOf = (execution: Execution, node: string, output = 0): Item[] =>
	execution.runData[node]?.at(-1)?.data?.main[output] ?? [];

/** Asks until there is an answer. Throws, saying what it waited for, when the time is up. */
export const waitFor = async <T,>(
	what: string,
	withinMs: number,
	ask: () => Promise<T | undefined>,
): Promise<T> => {
	for (const deadline = Date.now() + withinMs; ; await sleep(100)) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		if (Date.now() > deadline) throw new Error(`Waited ${withinMs / 1000} s for ${what}`);
	}
};
