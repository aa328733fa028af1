// The tests’ own n8n, with a small node and credential of this file against a real HTTP server.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestHelper,
	INodeType,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { closeServer, listenLocally } from '../../../scripts/lib/localServer.mts';
import { createN8n, type N8n } from '../../support/n8nContexts.mts';
import { n8nWorkflow } from '../../support/n8n.mts';

const { NodeApiError, NodeOperationError, UserError } = n8nWorkflow;

type Answer = (req: IncomingMessage, res: ServerResponse, body: string) => void;

/** Counts tokens out: `token1`, `token2`, …; takes only the newest one. */
class Gateway {
	tokens = 0;
	requests: string[] = [];
	answer: Answer = (_req, res) => res.end('{"ok":true}');
	private readonly server: Server = createServer(async (req, res) => {
		const body = await text(req);
		if (req.url === '/token') {
			if (body === 'secret=wrong') return void res.writeHead(401, 'No such app').end('{}');
			this.tokens++;
			return void res.end(JSON.stringify({ token: `token${this.tokens}` }));
		}
		this.requests.push(`${req.method} ${req.url} ${req.headers.authorization}`);
		if (req.headers.authorization !== `Bearer token${this.tokens}`) {
			return void res.writeHead(401).end('{}');
		}
		res.setHeader('content-type', 'application/json');
		this.answer(req, res, body);
	});

	async start() {
		return `http://127.0.0.1:${await listenLocally(this.server)}`;
	}

	async stop() {
		await closeServer(this.server);
	}
}

class EchoApi implements ICredentialType {
	name = 'echoApi';
	displayName = 'Echo API';
	properties: ICredentialType['properties'] = [
		{ displayName: 'Base URL', name: 'baseUrl', type: 'string', default: '' },
		{ displayName: 'Secret', name: 'secret', type: 'string', default: 'the default secret' },
		{
			displayName: 'Token',
			name: 'token',
			type: 'hidden',
			typeOptions: { expirable: true },
			default: '',
		},
	];

	async preAuthentication(this: IHttpRequestHelper, { baseUrl, secret }: IDataObject) {
		const { token } = (await this.helpers
			.httpRequest({
				method: 'POST',
				url: `${baseUrl as string}/token`,
				headers: { 'content-type': 'text/plain' },
				body: `secret=${secret as string}`,
				json: false,
			})
			.then((answer: string | { token: string }) =>
				typeof answer === 'string' ? JSON.parse(answer) : answer,
			)) as { token: string };
		return { token };
	}

	authenticate: ICredentialType['authenticate'] = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.token}}' } },
	};

	test: ICredentialType['test'] = {
		request: { baseURL: '={{$credentials.baseUrl}}', url: '/test' },
	};
}

class Echo implements INodeType {
	description: INodeType['description'] = {
		displayName: 'Echo',
		name: 'echo',
		group: ['output'],
		version: [1, 2],
		description: 'Asks for what its text says',
		defaults: { name: 'Echo' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'echoApi', required: true }],
		properties: [
			{ displayName: 'Text', name: 'text', type: 'string', default: 'the default text' },
		],
	};

	async execute(this: IExecuteFunctions) {
		const { baseUrl } = await this.getCredentials<{ baseUrl: string }>('echoApi');
		const output = [];
		for (const [item] of this.getInputData().entries()) {
			const asked = this.getNodeParameter('text', item) as string;
			try {
				if (asked === '')
					throw new NodeOperationError(this.getNode(), 'No text', { itemIndex: item });
				const json = (await this.helpers.httpRequestWithAuthentication.call(this, 'echoApi', {
					url: `${baseUrl}/${encodeURIComponent(asked)}`,
					json: true,
				})) as IDataObject;
				output.push({ json: { ...json, asked }, pairedItem: { item } });
			} catch (error) {
				if (!this.continueOnFail()) throw error;
				output.push({
					json: {},
					error: error as InstanceType<typeof NodeApiError>,
					pairedItem: { item },
				});
			}
		}
		return [output];
	}
}

class EchoTrigger implements INodeType {
	description: INodeType['description'] = {
		displayName: 'Echo Trigger',
		name: 'echoTrigger',
		group: ['trigger'],
		version: 1,
		description: 'Counts, or takes what is posted',
		defaults: { name: 'Echo Trigger' },
		inputs: [],
		outputs: ['main'],
		webhooks: [
			{
				name: 'default',
				httpMethod: '={{ $parameter["mode"] === "webhook" ? "POST" : "" }}',
				path: 'webhook',
				responseMode: 'onReceived',
			},
		],
		properties: [
			{ displayName: 'Mode', name: 'mode', type: 'string', default: 'polling' },
			{ displayName: 'Upto', name: 'upto', type: 'number', default: 2 },
			{
				displayName: 'Poll Times',
				name: 'pollTimes',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				default: { item: [{ mode: 'everyX', value: 5, unit: 'minutes' }] },
				options: n8nWorkflow.cronNodeOptions,
			},
		],
	};

	async poll(this: IPollFunctions) {
		const data = this.getWorkflowStaticData('node');
		const count = (data.count as number | undefined) ?? 0;
		if (count >= (this.getNodeParameter('upto') as number)) throw new UserError('Counted out');
		if (this.getMode() === 'manual') return [[{ json: { count, manual: true } }]];
		data.count = count + 1;
		return count === 0 ? null : [[{ json: { count, activation: this.getActivationMode() } }]];
	}

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions) {
				return this.getWorkflowStaticData('node').url !== undefined;
			},
			async create(this: IHookFunctions) {
				this.getWorkflowStaticData('node').url = this.getNodeWebhookUrl('default');
				return true;
			},
			async delete(this: IHookFunctions) {
				delete this.getWorkflowStaticData('node').url;
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions) {
		const request = this.getRequestObject();
		const body = this.getBodyData();
		if (body.fail) throw new Error('as told');
		if (body.reject) {
			this.getResponseObject().status(403).json({ rejected: true });
			return { noWebhookResponse: true };
		}
		const data = this.getWorkflowStaticData('node');
		data.calls = ((data.calls as number | undefined) ?? 0) + 1;
		const json = {
			body,
			query: this.getQueryData(),
			ip: request.ip,
			raw: request.rawBody.toString(),
		};
		return { workflowData: [[{ json: json as unknown as IDataObject }]] };
	}
}

const gateway = new Gateway();
let baseUrl: string;
beforeEach(async () => {
	gateway.tokens = 0;
	gateway.requests = [];
	gateway.answer = (_req, res) => res.end('{"ok":true}');
});
beforeAll(async () => {
	baseUrl = await gateway.start();
});
afterAll(async () => await gateway.stop());

const start = async (
	credential: ICredentialDataDecryptedObject = {},
	staticData?: IDataObject,
): Promise<N8n> =>
	await createN8n({
		types: { nodes: [new Echo(), new EchoTrigger()], credentials: [new EchoApi()] },
		credential: { baseUrl, ...credential },
		staticData,
	});

describe('A node’s execute', () => {
	test('Defaults are filled in, expressions are resolved for each item, and the items are paired', async () => {
		const n8n = await start();
		const items = [{ json: { word: 'one' } }, { json: { word: 'two' } }];
		const [byExpression] = await n8n.execute({ items, parameters: { text: '={{ $json.word }}' } });
		expect(byExpression).toMatchObject([
			{ json: { asked: 'one', ok: true }, pairedItem: { item: 0 } },
			{ json: { asked: 'two', ok: true }, pairedItem: { item: 1 } },
		]);
		const [byDefault] = await n8n.execute();
		expect(byDefault?.[0]?.json.asked).toBe('the default text');
	});

	test('A token is fetched once and stored', async () => {
		const n8n = await start();
		await n8n.execute({ items: [{ json: {} }, { json: {} }] });
		await n8n.execute();
		expect(gateway.tokens).toBe(1);
		expect(n8n.credential).toEqual({ baseUrl, token: 'token1' });
		expect(n8n.credentialReads).toBeGreaterThan(1);
	});

	test('After a 401 the request is repeated with a new token', async () => {
		const n8n = await start({ token: 'stale' });
		await n8n.execute({ parameters: { text: 'x' } });
		expect(gateway.requests).toEqual(['GET /x Bearer stale', 'GET /x Bearer token1']);
		expect(n8n.credential.token).toBe('token1');
	});

	test('The node’s own error is thrown as a NodeApiError, or as n8n stores it', async () => {
		const n8n = await start();
		gateway.answer = (_req, res) => res.writeHead(503).end('{"reason":"tired"}');
		await expect(n8n.executeInContext()).rejects.toThrow(NodeApiError);
		const { status, error } = await n8n.run();
		expect(status).toBe('error');
		expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '503' });
		await expect(n8n.execute()).rejects.toMatchObject({ httpCode: '503' });
	});

	test('A refused connection is an error', async () => {
		const n8n = await start({ baseUrl: 'http://127.0.0.1:1', token: 'any' });
		await expect(n8n.executeInContext()).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
	});

	test('Failed items go where the setting On Error says', async () => {
		const n8n = await start();
		const options = {
			items: [{ json: { word: '' } }, { json: { word: 'fine' } }],
			parameters: { text: '={{ $json.word }}' },
		};
		const regular = await n8n.execute({ ...options, onError: 'continueRegularOutput' });
		expect(regular).toMatchObject([[{ json: { error: 'No text' } }, { json: { asked: 'fine' } }]]);
		const split = await n8n.execute({ ...options, onError: 'continueErrorOutput' });
		expect(split).toMatchObject([[{ json: { asked: 'fine' } }], [{ json: { error: 'No text' } }]]);
		await expect(n8n.execute(options)).rejects.toMatchObject({
			message: 'No text',
			context: { itemIndex: 0 },
		});
	});

	test('An execution can be cancelled during a request', async () => {
		const n8n = await start();
		const controller = new AbortController();
		gateway.answer = () => controller.abort();
		const { status } = await n8n.run({ abortSignal: controller.signal });
		expect(status).toBe('canceled');
	});

	test('A node without its credential isn’t run', async () => {
		const n8n = await createN8n({
			types: { nodes: [new Echo()], credentials: [new EchoApi()] },
		});
		await expect(n8n.execute()).rejects.toThrow('Node does not have any credentials set');
	});
});

describe('The credential test', () => {
	test('The credential test succeeds with the right secret', async () => {
		const n8n = await start();
		expect(await n8n.credentialTest()).toEqual({ status: 'OK', message: 'Connection successful!' });
		expect(gateway.requests).toEqual(['GET /test Bearer token1']);
	});

	test('The credential test shows the service’s words if the secret is wrong', async () => {
		const n8n = await start();
		const result = await n8n.credentialTest({ secret: 'wrong' });
		expect(result).toEqual({ status: 'Error', message: 'No such app' });
	});

	test('The credential test names the error if there is no response', async () => {
		const n8n = await start();
		const result = await n8n.credentialTest({ baseUrl: 'http://127.0.0.1:1' });
		expect(result).toEqual({ status: 'Error', message: 'ECONNREFUSED' });
	});
});

describe('A node’s poll', () => {
	test('Static data is kept from poll to poll, but not what a manual poll changes', async () => {
		const n8n = await start();
		expect(await n8n.poll({ mode: 'manual' })).toEqual([[{ json: { count: 0, manual: true } }]]);
		expect(await n8n.poll()).toBeNull();
		expect(n8n.staticData).toEqual({});
		const warm = await start({}, { count: 1 });
		expect(await warm.poll({ activation: 'init' })).toEqual([
			[{ json: { count: 1, activation: 'init' } }],
		]);
		expect(warm.staticData).toEqual({ count: 2 });
		await expect(warm.poll()).rejects.toThrow('Counted out');
		await expect(warm.poll({ first: true })).rejects.toThrow('Counted out');
	});

	test('A poll is scheduled while the workflow is active, and its items are dropped once it is superseded', async () => {
		const n8n = await start();
		const trigger = await n8n.activate({ parameters: { upto: 5 } });
		expect(trigger.webhooks).toEqual([]);
		expect(trigger.schedule).toHaveLength(1);
		expect(trigger.schedule[0]).toMatch(/\*\/5 \* \* \* \*$/);
		expect(trigger.firstPoll).toBeNull();
		expect(await trigger.poll()).toEqual([[{ json: { count: 1, activation: 'activate' } }]]);
		trigger.supersede();
		expect(await trigger.poll()).toBeNull();
	});
});

describe('A node’s webhook', () => {
	const parameters = { mode: 'webhook' };

	test('A body is parsed by its type, and kept raw too', async () => {
		const n8n = await start();
		const body = async (type: string, sent: string | Buffer, more: Record<string, string> = {}) => {
			const headers = { 'content-type': type, ...more };
			const { status, workflowData } = await n8n.webhook({
				parameters,
				request: { headers, body: sent },
			});
			expect(status).toBe(200);
			return workflowData?.[0]?.[0]?.json;
		};
		expect(await body('application/json', '{"a":1}')).toMatchObject({
			body: { a: 1 },
			raw: '{"a":1}',
		});
		expect(
			await body('application/json', gzipSync('{"a":1}'), { 'content-encoding': 'gzip' }),
		).toMatchObject({
			body: { a: 1 },
		});
		expect(await body('text/xml', '<A><b> x </b></A>')).toMatchObject({ body: { a: { b: 'x' } } });
		expect(await body('application/x-www-form-urlencoded', 'a=1&a=2')).toMatchObject({
			body: { a: ['1', '2'] },
		});
		expect(
			await body('text/plain; charset=latin1', Buffer.from('caf\u00e9', 'latin1')),
		).toMatchObject({
			body: 'caf\u00e9',
		});
		// n8n 2.41 doesn’t save static data in a call that starts an execution.
		expect(n8n.staticData).toEqual({});
	});

	test('A body that isn’t of the type it names is answered with 422', async () => {
		const n8n = await start();
		const request = { headers: { 'content-type': 'application/json' }, body: '{' };
		const result = await n8n.webhook({ parameters, request });
		expect(result).toMatchObject({ status: 422 });
		expect(result.workflowData).toBeUndefined();
		expect(JSON.parse(result.body)).toMatchObject({
			code: 422,
			message: 'Failed to parse request body',
		});
	});

	test('A webhook answers as its node does, or with 500 and n8n’s words if the node throws', async () => {
		const n8n = await start();
		const rejected = await n8n.webhook({ parameters, request: { body: { reject: true } } });
		expect(rejected).toMatchObject({ status: 403, body: '{"rejected":true}' });
		expect(rejected.workflowData).toBeUndefined();
		const failed = await n8n.webhook({ parameters, request: { body: { fail: true } } });
		expect(failed).toMatchObject({ status: 500, error: { message: 'as told' } });
		expect(JSON.parse(failed.body).message).toBe(
			'Workflow Webhook Error: Workflow could not be started!',
		);
	});

	test('A webhook answers with the words of the node’s description once the workflow was started', async () => {
		const n8n = await start();
		// Without `responseData` in its description, n8n answers any trigger’s caller so.
		expect(await n8n.webhook({ parameters, request: { body: {} } })).toMatchObject({
			status: 200,
			body: 'firstEntryJson',
		});
	});

	test('A webhook answers with 500 if n8n can’t start the workflow', async () => {
		const n8n = await start();
		const full = () => {
			throw new Error('The disk is full');
		};
		const result = await n8n.webhook({ parameters, start: full, request: { body: {} } });
		expect(result.status).toBe(500);
		expect(result.workflowData).toBeUndefined();
	});

	test('A webhook shows the caller’s own address, or the one that a trusted proxy names', async () => {
		const n8n = await start();
		const request = {
			ip: '127.0.0.9',
			body: {},
			query: '?a=1',
			headers: { 'x-forwarded-for': '192.0.2.7' },
		};
		const direct = await n8n.webhook({ parameters, request });
		expect(direct.workflowData?.[0]?.[0]?.json).toMatchObject({ query: { a: '1' } });
		expect(direct.workflowData?.[0]?.[0]?.json.ip).toMatch(/^(::ffff:)?127\.0\.0\.9$/);
		const proxied = await n8n.webhook({ parameters, request, proxyHops: 1 });
		expect(proxied.workflowData?.[0]?.[0]?.json.ip).toBe('192.0.2.7');
	});

	test('A webhook is registered in webhook mode only', async () => {
		const n8n = await start();
		await expect(n8n.webhook({ request: { body: {} } })).rejects.toThrow(/no webhook/);
		expect(await n8n.hook({ method: 'checkExists' })).toBeUndefined();

		const listener = await n8n.listen({ parameters });
		const unknown = await fetch(`${listener.base}/elsewhere`, { method: 'POST' });
		const wrongMethod = await fetch(listener.url);
		await listener.close();
		expect([unknown.status, wrongMethod.status]).toEqual([404, 404]);
	});

	test('A webhook is set up on activation and removed on deactivation', async () => {
		const n8n = await start();
		const trigger = await n8n.activate({ parameters: { ...parameters, upto: 9 } });
		expect(trigger.webhooks).toMatchObject([{ method: 'POST' }]);
		expect(n8n.staticData.url).toBe(`http://localhost:5678/webhook/${trigger.webhooks[0]?.path}`);
		expect(await n8n.hook({ parameters, method: 'checkExists' })).toBe(true);
		await trigger.deactivate();
		expect(n8n.staticData.url).toBeUndefined();
	});
});
