/**
 * Runs nodes in n8n-core’s own contexts, with nothing of n8n-core replaced. What n8n’s server adds
 * around n8n-core (credential storage, the webhook server, the credential test) is done as n8n 2.41
 * does it, in the files next to this one.
 *
 * ```ts
 * const n8n = await createN8n({ credential: { appKey, appSecret, baseUrl } });
 * ```
 * loads the built package (dist) and answers with an {@link N8n}:
 *
 * - `n8n.execute({ parameters, items, onError })`: the action node within a workflow, run by
 *   WorkflowExecute; gives the node’s outputs, or throws what stopped the workflow.
 *   `n8n.run(…)` takes the same and never throws: `{ status, output, error, hints, run }`.
 *   `n8n.executeInContext(…)` calls the node’s `execute` in an ExecuteContext and nothing more:
 *   what it throws is the very object that the node threw.
 *   One that waits goes on by a call of its resume URL, while `listen` has a server up, or by
 *   `n8n.timeOut(id)`; `n8n.resumed(id)` gives what came of it.
 * - `n8n.poll({ parameters, mode, activation })`: one poll, in a PollContext.
 * - `n8n.activate({ parameters })`: the trigger as in an active workflow: webhooks registered by
 *   way of `webhookMethods`, first poll made; then `poll()`, `attempt()`, `supersede()`,
 *   `deactivate()`.
 * - `n8n.webhook({ parameters, request })`: one HTTP request through an n8n-like server to the
 *   trigger in a WebhookContext; gives the answer and the items that started the workflow, if any.
 *   `n8n.listen({ parameters })` keeps the server up and gives its `url`.
 * - `n8n.hook({ parameters, method })`: one of `webhookMethods`, in a HookContext.
 * - `n8n.credentialTest(typed?)`: the editor’s test of the credential.
 * - `n8n.credentials`: what is stored now; `n8n.staticData`: the trigger’s stored static data.
 *
 * Parameters that a call leaves out take their defaults, as n8n fills them in.
 */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { stringify } from 'flatted';
import type {
	ExecutionStatus,
	IConnections,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IDataObject,
	IExecuteData,
	INode,
	INodeCredentialTestResult,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	IPollFunctions,
	IRun,
	IWebhookData,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
	NodeExecutionHint,
	OnError,
	Workflow,
	WorkflowActivateMode,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { testCredential } from './credentialTest.mts';
import { InMemoryCredentialsHelper, type StoredCredentials } from './credentialsHelper.mts';
import { Container, core, n8nWorkflow } from './n8n.mts';
import { ITEMS_TYPE, typesFrom, typesFromPackage, type LoadedTypes } from './n8nTypes.mts';
import {
	call,
	serveWebhooks,
	type RegisteredWebhook,
	type WaitingCall,
	type WaitingRejection,
	type WebhookAnswer,
	type WebhookCall,
} from './webhookServer.mts';

export type { WebhookAnswer, WebhookCall } from './webhookServer.mts';

/** A run of a trigger alone, as n8n tells of its end. */
const runOf = (trigger: string, items: INodeExecutionData[]): IRun => {
	const task = { data: { main: [items.map((item) => ({ ...item }))] } };
	return { data: { resultData: { runData: { [trigger]: [task] } } } } as unknown as IRun;
};

type PolledStart = void | 'none stored' | 'failed at once';

export interface N8nOptions {
	/** The stored credential, of the package’s one type. None: the nodes have no credential. */
	credential?: ICredentialDataDecryptedObject;
	/** Static data that the trigger has from earlier runs. */
	staticData?: IDataObject;
	/** The workflow’s. */
	timezone?: string;
	/** Where the package is: the repository by default. */
	directory?: string;
	/** How long n8n lets a poll take, in ms; n8n’s own default otherwise. */
	pollBudgetMs?: number;
	/**
	 * Stands for n8n’s start of a run with what a poll hands over; throw to keep n8n from it. n8n says the
	 * same of a run that it hasn’t stored, as the poll has lost its lease, and of one that it has stored
	 * as failed.
	 */
	startPolled?: (items: INodeExecutionData[]) => PolledStart | Promise<PolledStart>;
	/** What a poll hands over runs in another process, and comes back as a copy. */
	queueMode?: boolean;
	/** Called before n8n reads a credential; throw for a database that can’t be reached. */
	beforeCredentialRead?: () => void;
	/** Awaited before a waiting execution goes on, as n8n waits while too many of them run. */
	beforeResumed?: (response: ServerResponse) => Promise<void>;
	/** Stands for n8n’s start of an execution of a sub-workflow; without it, n8n rejects. */
	startSubWorkflow?: (workflow: IWorkflowBase, items: INodeExecutionData[]) => void;
	/** A test’s own types instead of the package’s. */
	types?: { nodes: INodeType[]; credentials?: ICredentialType[] };
}

export interface NodeOptions {
	parameters?: INodeParameters;
	typeVersion?: number;
	/** The name of a second trigger, which has an id of its own. */
	nodeName?: string;
}

export interface ExecuteOptions extends NodeOptions {
	/** One empty item by default. */
	items?: INodeExecutionData[];
	/** n8n’s setting of that name: stop the workflow by default. */
	onError?: OnError;
	/** n8n’s setting of that name: runs the node again, up to three times in all. */
	retryOnFail?: boolean;
	/** n8n’s setting of that name, in ms; 1 by default. */
	waitBetweenTries?: number;
	/** Aborting it cancels the execution, as the editor’s stop button does. */
	abortSignal?: AbortSignal;
	/** `trigger` by default: a production run. */
	mode?: WorkflowExecuteMode;
	/** In a sub-workflow, the mode of the execution that calls it. */
	rootMode?: WorkflowExecuteMode;
	/** Retries this execution as the list of executions does, from what n8n has stored of it. */
	retryOf?: IRun;
	/** Runs the node as the human review of an AI Agent’s tool. */
	asReview?: boolean;
	/** Awaited before n8n stores that the execution waits. */
	beforeStored?: () => Promise<void>;
}

export interface ExecutionResult {
	id: string;
	status: ExecutionStatus;
	/** By output: `[items]`, or `[items, errorItems]` with `continueErrorOutput`. */
	output: INodeExecutionData[][];
	/** As n8n stores it: the error’s own fields, its message and stack. */
	error?: Error & IDataObject;
	hints: NodeExecutionHint[];
	run: IRun;
	/** The execution as n8n stores it: of one that is cancelled, at the moment in which it is. */
	stored?: IRun;
}

export interface PollOptions extends NodeOptions {
	/** `manual`: Execute step in the editor; `trigger` (default): an active workflow. */
	mode?: 'trigger' | 'manual';
	/** `init` when n8n starts, `activate`, `update` (default) and so on. */
	activation?: WorkflowActivateMode;
	/** The poll that n8n makes upon activation: its error rejects the activation. */
	first?: boolean;
}

/** What came of one poll: a poll can hand on messages and report a failure too. */
export interface PollOutcome {
	/** All items that start executions, in order; null for nothing. */
	emitted: INodeExecutionData[][] | null;
	/** The items of each execution that was started. */
	runs: INodeExecutionData[][];
	/** What goes to the error workflow. */
	error?: Error;
}

export interface ActiveTrigger {
	/** What is registered: nothing in polling mode. */
	webhooks: Array<{ method: string; path: string }>;
	/** Cron expressions that n8n schedules polls by. */
	schedule: string[];
	/** What the poll upon activation emitted. */
	firstPoll: INodeExecutionData[][] | null;
	/** What the poll upon activation reported to the error workflow. */
	firstError: Error | undefined;
	/** One poll on schedule. Null: nothing emitted. Rejects with what goes to the error workflow. */
	poll(): Promise<INodeExecutionData[][] | null>;
	/** As `poll`, for one that may both emit and report an error. Never rejects. */
	attempt(): Promise<PollOutcome>;
	/** From now on n8n throws results away, as after the workflow was saved and republished. */
	supersede(): void;
	/** What n8n calls, and waits for, when it stops and when the workflow is unpublished. */
	close(): Promise<void>;
	/** Closes the trigger, and calls `delete` of each webhook. */
	deactivate(): Promise<void>;
}

export interface ListenOptions extends NodeOptions {
	/** Proxies in front that are trusted, as N8N_PROXY_HOPS. */
	proxyHops?: number;
	/** The host of n8n’s own URL (WEBHOOK_URL); the loopback address by default. */
	publicHost?: string;
	/** The editor’s Listen for test event instead of an active workflow. */
	test?: boolean;
	/** Another trigger that is published, too. */
	other?: NodeOptions;
	/** Stands for n8n’s creation of the execution; throw to keep n8n from it. */
	start?: (workflowData: INodeExecutionData[][]) => void | Promise<void>;
	/** Called with what fails a test in the editor. */
	failed?: (error: Error) => void;
}

export interface Listener {
	/** Of the first registered webhook. Throws if there is none. */
	url: string;
	/** The server’s webhook base, for paths that aren’t registered. */
	base: string;
	/** What started an execution, in order. */
	executions: INodeExecutionData[][][];
	/** What the node threw: n8n records a failed execution and answers 500. */
	errors: Error[];
	/** How many calls have reached the node. */
	arrived(): number;
	/** Calls of paths that aren’t registered: n8n logs each as an error. */
	unknown: string[];
	/** Calls of resume URLs of executions that run: n8n logs each as an error, too. */
	tooEarly: string[];
	call(request?: WebhookCall): Promise<WebhookAnswer>;
	close(): Promise<void>;
}

export interface WebhookResult extends WebhookAnswer {
	/** Items that started an execution; undefined if none was started. */
	workflowData?: INodeExecutionData[][];
	/** What the node threw. */
	error?: Error;
}

/** An execution as n8n’s database has it. */
interface StoredExecution {
	status: ExecutionStatus;
	mode: WorkflowExecuteMode;
	/** A new one each time, as n8n builds it from what it has stored. */
	workflow: () => { workflow: Workflow; node: INode };
	/** JSON, once the execution waits. */
	data?: string;
	resumed: Promise<ExecutionResult>;
	setResumed: (result: ExecutionResult) => void;
}

export type HookMethod = 'checkExists' | 'create' | 'delete';

export interface N8n {
	execute(options?: ExecuteOptions): Promise<INodeExecutionData[][]>;
	run(options?: ExecuteOptions): Promise<ExecutionResult>;
	/** An execution that waits, once it has gone on and ended. */
	resumed(id: string): Promise<ExecutionResult>;
	/** Goes on with an execution that waits, as n8n does when its time is over. */
	timeOut(id: string): Promise<ExecutionResult>;
	/** What n8n has stored of an execution. */
	statusOf(id: string): ExecutionStatus | undefined;
	/** Stops an execution that waits, as the list of executions does. */
	stopExecution(id: string): void;
	/** Forgets an execution, as if somebody deleted it from the list. */
	deleteExecution(id: string): void;
	executeInContext(options?: ExecuteOptions): Promise<INodeExecutionData[][]>;
	poll(options?: PollOptions): Promise<INodeExecutionData[][] | null>;
	activate(options?: NodeOptions & { activation?: WorkflowActivateMode }): Promise<ActiveTrigger>;
	listen(options?: ListenOptions): Promise<Listener>;
	webhook(options: ListenOptions & { request?: WebhookCall }): Promise<WebhookResult>;
	/** Undefined if no webhook is registered or the node has no such method. */
	hook(options: NodeOptions & { method: HookMethod }): Promise<boolean | undefined>;
	/** @param typed fields changed in the editor and not yet saved */
	credentialTest(typed?: ICredentialDataDecryptedObject): Promise<INodeCredentialTestResult>;
	/** The stored credential, tokens included. Assign to it what another process would store. */
	credential: ICredentialDataDecryptedObject;
	/** By credential type. */
	readonly credentials: StoredCredentials;
	/** How often n8n read a credential from its database. */
	readonly credentialReads: number;
	/** What is stored for the trigger. */
	readonly staticData: IDataObject;
}

type ComplexValue = Parameters<Workflow['expression']['getComplexParameterValue']>[1];

const DEFAULT_DIRECTORY = join(import.meta.dirname, '../..');
const WORKFLOW_ID = 'workflow1';
const BASE_URL = 'http://localhost:5678/';

/** Starts an n8n for one test: see the top of this file. */
export const createN8n = async (options: N8nOptions = {}): Promise<N8n> => {
	const types: LoadedTypes = options.types
		? typesFrom(options.types.nodes, options.types.credentials ?? [])
		: await typesFromPackage(options.directory ?? DEFAULT_DIRECTORY);
	const [credentialType] = types.credentialTypes.values();

	const stored: StoredCredentials = {};
	if (options.credential && credentialType) {
		stored[credentialType.name] = structuredClone(options.credential);
	}
	const helper = new InMemoryCredentialsHelper(
		stored,
		types.credentialTypes,
		options.beforeCredentialRead,
	);
	const webhookId = randomUUID();
	// A node keeps its id however often its workflow is saved, and so what the trigger remembers.
	const nodeIds = { trigger: randomUUID(), action: randomUUID() };
	let storedStaticData: IDataObject = {};
	let executions = 0;

	const nodeType = (name: string | undefined, kind: string) => {
		if (name === undefined) throw new Error(`There is no ${kind} node among the types.`);
		return types.nodeTypes.getByNameAndVersion(name);
	};
	const nodeName = (name: string) =>
		types.nodeTypes.getByNameAndVersion(name).description.displayName;
	if (options.staticData && types.trigger) {
		storedStaticData[`node:${nodeName(types.trigger)}`] = structuredClone(options.staticData);
	}

	const makeNode = (
		type: string | undefined,
		kind: keyof typeof nodeIds,
		node: NodeOptions,
	): INode => {
		const { description } = nodeType(type, kind);
		const versions = [description.version].flat();
		const credentials = Object.keys(stored)
			.filter((name) => description.credentials?.some((wanted) => wanted.name === name))
			.map((name) => [name, { id: '1', name }] as const);
		return {
			id: node.nodeName === undefined ? nodeIds[kind] : `${nodeIds[kind]} ${node.nodeName}`,
			name: node.nodeName ?? description.displayName,
			type: type!,
			typeVersion: node.typeVersion ?? description.defaultVersion ?? Math.max(...versions),
			position: [200, 0],
			parameters: structuredClone(node.parameters ?? {}),
			...(credentials.length ? { credentials: Object.fromEntries(credentials) } : {}),
			...(description.webhooks ? { webhookId } : {}),
		};
	};

	const makeWorkflow = (nodes: INode[], connections: IConnections = {}): Workflow =>
		new n8nWorkflow.Workflow({
			id: WORKFLOW_ID,
			name: 'A workflow',
			nodes,
			connections,
			active: true,
			nodeTypes: types.nodeTypes,
			staticData: structuredClone(storedStaticData),
			settings: { executionOrder: 'v1', timezone: options.timezone ?? 'DEFAULT' },
		});

	/** n8n stores static data when it has changed, as JSON, for all nodes of the workflow. */
	const saveStaticData = (workflow: Workflow) => {
		if (workflow.staticData.__dataChanged !== true) return;
		storedStaticData = JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject;
		workflow.staticData.__dataChanged = false;
	};

	/** This n8n’s own URL: that of its server, while it has one. */
	let baseUrl = BASE_URL;
	const additionalData = (base = baseUrl): IWorkflowExecuteAdditionalData => {
		const unavailable = async (): Promise<never> => {
			throw new n8nWorkflow.UnexpectedError('Not a part of these tests');
		};
		return {
			credentialsHelper: helper,
			currentNodeExecutionIndex: 0,
			executeWorkflow: async ({ code }, _, { inputData = [] }) => {
				if (!options.startSubWorkflow || !code) return unavailable();
				options.startSubWorkflow(code, inputData);
				return { executionId: '2', data: [null] };
			},
			getRunExecutionData: async () => undefined,
			getRuntimeCredential: async () => undefined,
			startRunnerTask: unavailable,
			logAiEvent: () => undefined,
			externalSecretsProxy: Container.get(core.ExternalSecretsProxy),
			restApiUrl: `${base}rest`,
			instanceBaseUrl: base,
			formBaseUrl: `${base}form`,
			formWaitingBaseUrl: `${base}form-waiting`,
			formTestBaseUrl: `${base}form-test`,
			webhookBaseUrl: `${base}webhook`,
			webhookWaitingBaseUrl: `${base}webhook-waiting`,
			webhookTestBaseUrl: `${base}webhook-test`,
			mcpBaseUrl: `${base}mcp`,
			mcpTestBaseUrl: `${base}mcp-test`,
			variables: {},
			workflowId: WORKFLOW_ID,
		};
	};

	const withHooks = (
		data: IWorkflowExecuteAdditionalData,
		mode: WorkflowExecuteMode,
		nodes: INode[],
	) => {
		executions++;
		data.executionId = String(executions);
		data.hooks = new core.ExecutionLifecycleHooks(mode, data.executionId, {
			id: WORKFLOW_ID,
			name: 'A workflow',
			active: true,
			activeVersionId: null,
			isArchived: false,
			createdAt: new Date(),
			updatedAt: new Date(),
			nodes,
			connections: {},
		});
		return data;
	};

	const actionWorkflow = (execute: ExecuteOptions) => {
		const name = execute.asReview ? `${types.action}HitlTool` : types.action;
		const node = makeNode(name, 'action', execute);
		if (execute.asReview) node.rewireOutputLogTo = 'ai_tool';
		if (execute.onError) node.onError = execute.onError;
		const { retryOnFail, waitBetweenTries = 1 } = execute;
		if (retryOnFail) Object.assign(node, { retryOnFail, waitBetweenTries });
		const source: INode = {
			id: randomUUID(),
			name: 'Items',
			type: ITEMS_TYPE,
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		};
		const workflow = makeWorkflow([source, node], {
			[source.name]: { main: [[{ node: node.name, type: 'main', index: 0 }]] },
		});
		return { workflow, source, node };
	};

	/**
	 * n8n’s ExecutionService.retry: a failed execution goes on from the node that failed. Of one that
	 * was stopped or crashed n8n has stored nothing but its start: undefined.
	 */
	const resumable = (failed?: IRun): IRun['data'] | undefined => {
		if (failed?.status !== 'error') return undefined;
		const stored = JSON.parse(JSON.stringify(failed.data)) as IRun['data'];
		const { lastNodeExecuted = '', runData } = stored.resultData;
		delete stored.resultData.error;
		if (runData[lastNodeExecuted]?.at(-1)?.error) runData[lastNodeExecuted].pop();
		return stored;
	};

	const stores = new Map<string, StoredExecution>();

	const toResult = (id: string, node: INode, run: IRun, stored?: IRun): ExecutionResult => {
		const { runData: byNode, error } = run.data.resultData;
		const task = byNode[node.name]?.at(-1);
		return {
			id,
			status: run.status,
			output: (task?.data?.main ?? task?.data?.ai_tool ?? []).map((output) => output ?? []),
			error:
				error && (Object.assign(new Error(error.message), error) as unknown as Error & IDataObject),
			hints: task?.hints ?? [],
			run,
			stored,
		};
	};

	/** n8n’s WaitingWebhooks with what the node’s webhook returned, its WaitTracker with nothing. */
	const goOn = async (
		id: string,
		workflowData?: INodeExecutionData[][],
	): Promise<ExecutionResult> => {
		const store = stores.get(id);
		if (store?.status !== 'waiting' || store.data === undefined) {
			throw new Error(`Execution ${id} does not wait`);
		}
		store.status = 'running';
		const runData = JSON.parse(store.data) as IRun['data'];
		const [entry] = runData.executionData?.nodeExecutionStack ?? [];
		if (workflowData && entry) {
			runData.waitTill = undefined;
			entry.node.disabled = true;
			entry.data.main = workflowData;
			runData.resultData.runData[runData.resultData.lastNodeExecuted ?? '']?.pop();
		}
		const { workflow, node } = store.workflow();
		const data = { ...additionalData(), executionId: id };
		data.hooks = withHooks(additionalData(), store.mode, []).hooks;
		const run = await new core.WorkflowExecute(data, store.mode, runData).processRunExecutionData(
			workflow,
		);
		store.status = run.status;
		const result = toResult(id, node, run);
		store.setResumed(result);
		return result;
	};

	/** n8n’s WaitingWebhooks (packages/cli/src/webhooks/waiting-webhooks.ts in 2.41). */
	const waitingWebhook = ({
		execution: id,
		suffix,
		method,
		url,
	}: WaitingCall): RegisteredWebhook | WaitingRejection => {
		const store = stores.get(id);
		const rejection = (status: number, message: string) => ({
			status,
			body: { code: status, message },
		});
		if (!store) return rejection(404, `The execution "${id}" does not exist.`);
		const { hmacSignatureSecret } = Container.get(core.InstanceSettings);
		const signature = url.searchParams.get(core.WAITING_TOKEN_QUERY_PARAM) ?? '';
		if (!core.validateUrlSignature(signature, url, hmacSignatureSecret)) {
			return { status: 401, body: '<html>Invalid token</html>' };
		}
		if (store.status === 'running') {
			return rejection(409, `The execution "${id} is running already.`);
		}
		// n8n stores the stop as an error, too.
		if (store.status === 'error' || store.status === 'canceled') {
			return rejection(409, `The execution "${id}" has finished with error.`);
		}
		if (store.status !== 'waiting') return { status: 200, body: '<html>No action</html>' };

		const { workflow, node } = store.workflow();
		const runData = JSON.parse(store.data ?? '') as IRun['data'];
		const data = { ...additionalData(), executionId: id };
		const webhook = registeredWebhooks(workflow, node, data).find(
			({ httpMethod, path }) => httpMethod === method && path === suffix,
		);
		if (!webhook) return { status: 200, body: '<html>No action</html>' };
		let response: ServerResponse | undefined;
		return {
			method,
			path: suffix,
			typeVersion: node.typeVersion,
			...responseOptions(workflow, node, webhook, store.mode),
			run: async (req, res) => {
				response = res;
				Object.assign(data, { httpRequest: req, httpResponse: res });
				const context = new core.WebhookContext(
					workflow,
					node,
					data,
					store.mode,
					webhook,
					[],
					runData,
				);
				return await nodeType(types.action, 'action').webhook!.call(context);
			},
			start: async ({ workflowData = [] }) => {
				if (response) await options.beforeResumed?.(response);
				void goOn(
					id,
					workflowData.map((items) => items ?? []),
				);
			},
			// n8n ends the waiting execution with it.
			fail: () => {
				store.status = 'error';
			},
			saved: () => {},
		};
	};

	const run = async (execute: ExecuteOptions = {}): Promise<ExecutionResult> => {
		const { items = [{ json: {} }], abortSignal, retryOf } = execute;
		const mode = retryOf ? 'retry' : (execute.mode ?? 'trigger');
		const { workflow, source, node } = actionWorkflow(execute);
		const data = withHooks(additionalData(), mode, [source, node]);
		data.rootExecutionMode = execute.rootMode;
		const id = data.executionId ?? '';
		let setResumed: StoredExecution['setResumed'] = () => {};
		const resumed = new Promise<ExecutionResult>((resolve) => (setResumed = resolve));
		const store: StoredExecution = {
			status: 'running',
			mode,
			workflow: () => actionWorkflow(execute),
			resumed,
			setResumed,
		};
		stores.set(id, store);
		const runData =
			resumable(retryOf) ??
			n8nWorkflow.createRunExecutionData({
				executionData: {
					nodeExecutionStack: [
						{
							node: workflow.nodes[source.name]!,
							data: { main: [structuredClone(items)] },
							source: null,
						},
					],
				},
			});
		const execution = new core.WorkflowExecute(data, mode, runData).processRunExecutionData(
			workflow,
		);
		let stored: IRun | undefined;
		data.hooks?.addHandler('workflowExecuteAfter', (fullRunData) => {
			stored = structuredClone(fullRunData);
		});
		const cancel = () => execution.cancel();
		if (abortSignal?.aborted) cancel();
		abortSignal?.addEventListener('abort', cancel);
		const result = await execution;
		abortSignal?.removeEventListener('abort', cancel);
		if (mode !== 'manual') saveStaticData(workflow);

		await execute.beforeStored?.();
		store.data = JSON.stringify(result.data);
		// What becomes of a run that was stopped is stored no more.
		store.status = stored?.status ?? result.status;
		return toResult(id, node, result, stored);
	};

	const executeInContext = async (execute: ExecuteOptions = {}) => {
		const { mode = 'trigger', items = [{ json: {} }], abortSignal } = execute;
		const { workflow, source, node } = actionWorkflow(execute);
		const type = nodeType(types.action, 'action');
		const input = items.map((item, index) => ({ ...item, pairedItem: { item: index } }));
		const inputData = { main: [input] };
		const executeData: IExecuteData = {
			node: workflow.nodes[node.name]!,
			data: inputData,
			source: { main: [{ previousNode: source.name }] },
		};
		const context = new core.ExecuteContext(
			workflow,
			executeData.node,
			withHooks(additionalData(), mode, [source, node]),
			mode,
			n8nWorkflow.createRunExecutionData(),
			0,
			input,
			inputData,
			executeData,
			[],
			abortSignal,
		);
		const output = await type.execute!.call(context);
		if (mode !== 'manual') saveStaticData(workflow);
		return output as INodeExecutionData[][];
	};

	/** What n8n calls on schedule (PollTriggerExecutor), with its results handed to the test. */
	const poller = (workflow: Workflow, node: INode, activation: WorkflowActivateMode) => {
		let current = true;
		let runs: INodeExecutionData[][] = [];
		let failure: { error: Error } | undefined;
		const starts = new Set<Promise<void>>();
		const emit: IPollFunctions['__emit'] = (data, _, donePromise) => {
			saveStaticData(workflow);
			const given = data[0] ?? [];
			// n8n 2.41.1 takes it at once.
			const resolve = donePromise?.resolve;
			const start = (async () => {
				try {
					const outcome = await options.startPolled?.(given);
					if (outcome !== 'none stored') {
						stringify(data);
						runs.push(given);
					}
					// A process that runs it gives the first node copies of its items.
					const [ran = []] = options.queueMode
						? structuredClone(data)
						: data.map((each) => (each ?? []).map((item) => ({ ...item })));
					resolve?.(outcome ? (undefined as unknown as IRun) : runOf(node.name, ran));
				} catch (error) {
					donePromise?.reject(error as Error);
				}
			})();
			starts.add(start);
			void start.finally(() => starts.delete(start));
		};
		const emitError: IPollFunctions['__emitError'] = (error) => {
			failure = { error };
		};
		const { pollBudgetMs } = options;
		const context = new core.PollContext(
			workflow,
			node,
			additionalData(),
			'trigger',
			activation,
			emit,
			emitError,
			undefined,
			undefined,
			undefined,
			pollBudgetMs === undefined ? undefined : () => pollBudgetMs,
		);
		const executor = Container.get(core.PollTriggerExecutor);
		const execute = executor.create(workflow, node, context, () => current);
		const attempt = async (first = false): Promise<PollOutcome> => {
			runs = [];
			failure = undefined;
			await execute(first);
			await Promise.all(starts);
			const emitted = runs.length > 0 ? [runs.flat()] : null;
			return { emitted, runs, ...(failure as { error: Error } | undefined) };
		};
		return {
			context,
			attempt,
			supersede: () => {
				current = false;
			},
			async poll(first = false): Promise<INodeExecutionData[][] | null> {
				const outcome = await attempt(first);
				if (outcome.error) throw outcome.error;
				return outcome.emitted;
			},
		};
	};

	const triggerWorkflow = (trigger: NodeOptions) => {
		const made = makeNode(types.trigger, 'trigger', trigger);
		const workflow = makeWorkflow([made]);
		return { workflow, node: workflow.nodes[made.name]! };
	};

	/** n8n’s WebhookService.getNodeWebhooks: an empty method registers nothing. */
	const registeredWebhooks = (
		workflow: Workflow,
		node: INode,
		data: IWorkflowExecuteAdditionalData,
	): IWebhookData[] => {
		const { webhooks = [] } = types.nodeTypes.getByNameAndVersion(node.type).description;
		const evaluate = (value: unknown, fallback?: string | boolean) =>
			workflow.expression.getSimpleParameterValue(
				node,
				value as string,
				'internal',
				{},
				undefined,
				fallback,
			);
		return webhooks.flatMap((webhookDescription) => {
			const path = String(evaluate(webhookDescription.path))
				.trim()
				.replace(/^\/|\/$/g, '');
			const fullPath = n8nWorkflow.NodeHelpers.getNodeWebhookPath(
				WORKFLOW_ID,
				node,
				path,
				evaluate(webhookDescription.isFullPath, false) as boolean,
				evaluate(webhookDescription.restartWebhook, false) as boolean,
			);
			return String(evaluate(webhookDescription.httpMethod, 'GET'))
				.split(',')
				.filter((method) => method !== '')
				.map((method) => ({
					httpMethod: method.trim() as IWebhookData['httpMethod'],
					node: node.name,
					path: fullPath,
					webhookDescription,
					workflowId: WORKFLOW_ID,
					workflowExecuteAdditionalData: data,
				}));
		});
	};

	/** How the webhook’s description has it answered. */
	const responseOptions = (
		workflow: Workflow,
		node: INode,
		{ webhookDescription }: IWebhookData,
		mode: WorkflowExecuteMode,
	) => {
		const evaluate = (value: unknown, fallback: ComplexValue) =>
			workflow.expression.getComplexParameterValue(
				node,
				value as ComplexValue,
				mode,
				{},
				undefined,
				fallback,
			);
		const responseMode = evaluate(webhookDescription.responseMode, 'onReceived');
		if (responseMode !== 'onReceived') {
			throw new Error(`The response mode ${String(responseMode)} needs a whole n8n.`);
		}
		const headers = evaluate(webhookDescription.responseHeaders, {}) as {
			entries?: Array<{ name: string; value: string }>;
		};
		return {
			responseCode: Number(evaluate(webhookDescription.responseCode, 200)),
			responseData: evaluate(webhookDescription.responseData, 'firstEntryJson'),
			responseHeaders: headers.entries ?? [],
		};
	};

	const callHook = async (
		workflow: Workflow,
		node: INode,
		webhook: IWebhookData,
		method: HookMethod,
		activation: WorkflowActivateMode,
	): Promise<boolean | undefined> => {
		const methods = nodeType(types.trigger, 'trigger').webhookMethods;
		const hook = methods?.[webhook.webhookDescription.name]?.[method];
		const context = new core.HookContext(
			workflow,
			node,
			webhook.workflowExecuteAdditionalData,
			'trigger',
			activation,
			webhook,
		);
		return (await hook?.call(context)) as boolean | undefined;
	};

	/** A manual run of the trigger: n8n calls `poll` of any node that has one. */
	const runManually = async (
		workflow: Workflow,
		node: INode,
		input: INodeExecutionData[][] = [[{ json: {} }]],
	): Promise<INodeExecutionData[][] | null> => {
		const data = withHooks(additionalData(), 'manual', [node]);
		const runData = n8nWorkflow.createRunExecutionData();
		const result = await new core.WorkflowExecute(data, 'manual', runData).runNode(
			workflow,
			{ node, data: { main: input }, source: null },
			runData,
			0,
			data,
			'manual',
		);
		return (result as { data: INodeExecutionData[][] | null }).data;
	};

	const listen = async (listening: ListenOptions = {}): Promise<Listener> => {
		const { test = false, proxyHops = 0, publicHost, other, start, failed } = listening;
		const mode: WorkflowExecuteMode = test ? 'manual' : 'webhook';
		const endpoint = test ? 'webhook-test' : 'webhook';
		const started: INodeExecutionData[][][] = [];
		const errors: Error[] = [];
		let arrived = 0;

		const runTest = async (workflow: Workflow, node: INode, given: INodeExecutionData[][]) => {
			try {
				started.push((await runManually(workflow, node, given)) ?? []);
			} catch (error) {
				failed?.(error as Error);
			}
		};
		// n8n reads the workflow and its static data again for each call.
		const webhooksOf = (trigger: NodeOptions): RegisteredWebhook[] => {
			const { workflow, node } = triggerWorkflow(trigger);
			const data = additionalData(`${server.origin}/`);
			return registeredWebhooks(workflow, node, data).map((webhook) => ({
				method: webhook.httpMethod,
				path: webhook.path,
				typeVersion: node.typeVersion,
				...responseOptions(workflow, node, webhook, mode),
				run: async (req, res) => {
					arrived++;
					Object.assign(data, { httpRequest: req, httpResponse: res });
					const context = new core.WebhookContext(
						workflow,
						node,
						data,
						mode,
						{ ...webhook, isTest: test },
						[],
						null,
					);
					return await nodeType(types.trigger, 'trigger').webhook!.call(context);
				},
				start: async ({ workflowData = [] }) => {
					const given = workflowData.map((items) => items ?? []);
					await start?.(given);
					// n8n builds a second Workflow here, which forgets that static data had changed.
					workflow.staticData.__dataChanged = false;
					if (!test) started.push(given);
					else await runTest(workflow, node, given);
				},
				fail: (error) => errors.push(error),
				saved: () => {
					if (!test) saveStaticData(workflow);
				},
			}));
		};
		const webhooks = () => [listening, ...(other ? [other] : [])].flatMap(webhooksOf);
		const server = await serveWebhooks(endpoint, proxyHops, webhooks, waitingWebhook);
		const publicUrl = new URL(server.origin);
		if (publicHost !== undefined) publicUrl.hostname = publicHost;
		baseUrl = publicUrl.href;
		const base = `${server.origin}/${endpoint}`;
		const url = () => {
			const [first] = webhooks();
			if (!first) throw new Error('The trigger has registered no webhook.');
			return `${base}/${first.path}`;
		};
		return {
			get url() {
				return url();
			},
			base,
			executions: started,
			errors,
			arrived: () => arrived,
			unknown: server.unknown,
			tooEarly: server.tooEarly,
			call: async (request) => await call(url(), request),
			close: server.close,
		};
	};

	return {
		run,
		executeInContext,
		listen,
		timeOut: async (id) => await goOn(id),
		statusOf: (id) => stores.get(id)?.status,
		stopExecution(id) {
			const store = stores.get(id);
			if (store?.status !== 'waiting') throw new Error(`Execution ${id} does not wait`);
			store.status = 'canceled';
		},
		deleteExecution: (id) => void stores.delete(id),

		async resumed(id) {
			const store = stores.get(id);
			if (!store) throw new Error(`There is no execution ${id}`);
			return await store.resumed;
		},

		async execute(execute) {
			const { output, error } = await run(execute);
			if (error) throw error;
			return output;
		},

		async poll({ mode = 'trigger', activation = 'update', first = false, ...trigger } = {}) {
			const { workflow, node } = triggerWorkflow(trigger);
			return mode === 'trigger'
				? await poller(workflow, node, activation).poll(first)
				: await runManually(workflow, node);
		},

		async activate({ activation = 'activate', ...trigger } = {}) {
			const { workflow, node } = triggerWorkflow(trigger);
			const webhooks = registeredWebhooks(workflow, node, additionalData());
			for (const webhook of webhooks) {
				if (!(await callHook(workflow, node, webhook, 'checkExists', activation))) {
					await callHook(workflow, node, webhook, 'create', activation);
				}
			}
			saveStaticData(workflow);

			const triggered = await nodeType(types.trigger, 'trigger').trigger?.call(
				new core.TriggerContext(workflow, node, additionalData(), 'trigger', activation),
			);
			const close = async () => await triggered?.closeFunction?.();
			const { context, poll, attempt, supersede } = poller(workflow, node, activation);
			const polls = nodeType(types.trigger, 'trigger').poll !== undefined;
			const { item = [] } = (polls ? context.getNodeParameter('pollTimes') : {}) as {
				item?: Parameters<typeof n8nWorkflow.toCronExpression>[0][];
			};
			const schedule = item.map((time) => n8nWorkflow.toCronExpression(time));
			const first = polls ? await attempt(true) : undefined;
			return {
				webhooks: webhooks.map(({ httpMethod, path }) => ({ method: httpMethod, path })),
				schedule,
				firstPoll: first?.emitted ?? null,
				firstError: first?.error,
				poll,
				attempt,
				supersede,
				close,
				deactivate: async () => {
					supersede();
					await close();
					for (const webhook of webhooks) {
						await callHook(workflow, node, webhook, 'delete', 'update');
					}
					saveStaticData(workflow);
				},
			};
		},

		async webhook({ request, ...listening }) {
			const listener = await listen(listening);
			try {
				const response = await listener.call(request);
				const [workflowData] = listener.executions;
				const [error] = listener.errors;
				return {
					...response,
					...(workflowData ? { workflowData } : {}),
					...(error ? { error } : {}),
				};
			} finally {
				await listener.close();
			}
		},

		async hook({ method, ...trigger }) {
			const { workflow, node } = triggerWorkflow(trigger);
			const webhook = registeredWebhooks(workflow, node, additionalData()).find(
				({ webhookDescription }) => webhookDescription.name === 'default',
			);
			if (!webhook) return undefined;
			const result = await callHook(workflow, node, webhook, method, 'activate');
			saveStaticData(workflow);
			return result;
		},

		async credentialTest(typed) {
			if (!credentialType) throw new Error('There is no credential type.');
			const data = { ...stored[credentialType.name], ...typed };
			return await testCredential(credentialType, data, helper, additionalData());
		},

		get credential() {
			return stored[credentialType?.name ?? ''] ?? {};
		},
		set credential(data) {
			if (!credentialType) throw new Error('There is no credential type.');
			stored[credentialType.name] = structuredClone(data);
		},
		credentials: stored,
		get credentialReads() {
			return Object.values(helper.reads).reduce((sum, reads) => sum + reads, 0);
		},
		get staticData() {
			const key = `node:${types.trigger ? nodeName(types.trigger) : ''}`;
			return (storedStaticData[key] ?? {}) as IDataObject;
		},
	};
};
