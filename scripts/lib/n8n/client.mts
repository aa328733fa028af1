import { parse } from 'flatted';
import { Agent, interceptors } from 'undici';

import {
	ActivationRejected,
	finalStatuses,
	N8nError,
	type Credential,
	type CredentialTestResult,
	type Execution,
	type ExecutionSummary,
	type Owner,
	type Publication,
	type Workflow,
	type WorkflowJson,
} from './restApi.mts';
import { waitFor } from '../waitFor.mts';

export * from './restApi.mts';
export { waitFor };

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
		const response = await dispatcher.request({
			origin: url,
			path: `/rest${path}`,
			method: method as 'GET',
			headers: { cookie, ...(body && { 'content-type': 'application/json' }) },
			body: body && JSON.stringify(body),
		});
		const text = await response.body.text();
		if (response.statusCode >= 300)
			throw new N8nError(`${method} ${path}`, response.statusCode, text);
		for (const set of [response.headers['set-cookie'] ?? []].flat()) {
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

	/** Recent versions publish in the background; the others, before they answer, or reject with 400. */
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
		 * ActivationRejected with what a trigger that can't start says.
		 */
		async activate(id: string): Promise<void> {
			const { versionId } = await call<Workflow>('GET', `/workflows/${id}`);
			if (publishes) await call('POST', `/workflows/${id}/activate`, { versionId });
			else await call('PATCH', `/workflows/${id}`, { active: true, versionId });
			const { status, triggers } = await publicationSettled(id);
			if (status === 'published') return;
			throw new ActivationRejected(
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
