// What must stay secret: App Secret, tokens and listener secrets, everywhere but in the credential;
// phone numbers and texts, in whatever n8n logs: the message and stack of an error, and its causes.
import { createServer, type Server } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';
import { closeServer, listenLocally } from '../../scripts/lib/localServer.mts';
import type { Operation } from '../../sandbox/types.mts';
import { createN8n, type N8n } from '../support/n8nContexts.mts';
import { requireFromCore } from '../support/n8n.mts';
import {
	closeLater,
	credentialFor,
	items,
	listen,
	mobile,
	newApp,
	offline,
	online,
	openSandbox,
	sending,
} from './support.mts';
import { guarded, mo } from './support/callbacks.mts';

const appSecret = 'app-secret-Yh6Tg5Rf4Ed3Ws2Q';
const listenerSecret = 'listener-secret-9Ij8Uh7Yg6Tf';
const words = 'Aardvarks juggle quietly';
const number = mobile(77);

/** Everything that an object holds, hidden members, causes and buffers too, as one text. */
const dump = (value: unknown, seen = new Set<object>()): string => {
	if (Buffer.isBuffer(value)) return value.toString();
	if (typeof value === 'function') return '';
	if (typeof value !== 'object' || value === null) return String(value);
	if (seen.has(value)) return '';
	seen.add(value);
	const entries = value instanceof Map || value instanceof Set ? [...value] : [];
	const own = Reflect.ownKeys(value).map((key): unknown => {
		try {
			return [String(key), (value as Record<PropertyKey, unknown>)[key]];
		} catch {
			return undefined;
		}
	});
	return [...entries, ...own.flat()].map((inner) => dump(inner, seen)).join('\n');
};

/** What n8n writes of an error: see the Logger of @n8n/backend-common. */
const shownOf = (error: unknown): string => {
	if (!(error instanceof Error)) return '';
	const { message, stack, cause, name } = error;
	const { description } = error as { description?: string | null };
	return [name, message, description, stack, shownOf(cause)].join('\n');
};

/** All that n8n-core logs, at any level, as n8n would write it. */
const logged: string[] = [];
beforeEach(() => {
	logged.length = 0;
	const { Logger } = requireFromCore('@n8n/backend-common') as {
		Logger: { prototype: { log(level: string, message: string, metadata: object): void } };
	};
	jest.spyOn(Logger.prototype, 'log').mockImplementation((level, message, metadata) => {
		const shown = Object.entries(metadata).map(([key, value]: [string, unknown]) => [
			key,
			value instanceof Error ? shownOf(value) : value,
		]);
		logged.push([level, message, JSON.stringify(shown)].join(' '));
	});
	for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
		jest.spyOn(console, method).mockImplementation((...said: unknown[]) => {
			logged.push(said.map((one) => (one instanceof Error ? shownOf(one) : dump(one))).join(' '));
		});
	}
});
afterEach(() => {
	jest.restoreAllMocks();
});

/** Whatever way a secret may be written. */
const spellings = (secret: string): string[] => [
	secret,
	encodeURIComponent(secret),
	Buffer.from(secret).toString('base64').replace(/=+$/, ''),
];

const expectNoSecret = (written: string, n8n: N8n) => {
	const { accessToken, refreshToken } = n8n.credential;
	for (const secret of [appSecret, listenerSecret, accessToken, refreshToken]) {
		if (typeof secret !== 'string' || secret === '') continue;
		for (const spelling of spellings(secret)) expect(written).not.toContain(spelling);
	}
	expect(written).not.toMatch(/Bearer [0-9a-f]/);
};

const expectNobody = (written: string) => {
	expect(written).not.toContain(words);
	expect(written.replace(/[\s().-]/g, '')).not.toContain(number.slice(2));
};

/**
 * The log without the one line in which n8n-core writes, at its debug level, the whole of the error
 * that ended a run as it stores it: with what was typed into the panel, and with an answer that
 * could not be read.
 */
const loggedOfPeople = () =>
	logged.filter((line) => !line.startsWith('debug Workflow execution finished')).join('\n');

/** Looks through what came of a run: its error, its output, what n8n would store of it, the log. */
const lookThrough = (n8n: N8n, outcome: unknown, errors: unknown[]) => {
	expectNoSecret(dump(outcome), n8n);
	expectNoSecret(logged.join('\n'), n8n);
	for (const error of errors) {
		expectNoSecret(dump(error), n8n);
		expectNobody(shownOf(error));
	}
	expectNobody(loggedOfPeople());
};

const open = async () => {
	const sandbox = await openSandbox({
		apps: [
			{
				...newApp(),
				appSecret,
				shortCodes: [
					{ shortCode: offline, mode: 'offline' },
					{ shortCode: online, mode: 'online' },
				],
			},
		],
	});
	const n8n = await createN8n({ credential: credentialFor(sandbox) });
	return { sandbox, n8n };
};

const patience = { maxRetryTime: 0, timeout: 1 };
const data = items({ to: number, message: words });
const send = sending({
	to: '={{ $json.to }}',
	message: '={{ $json.message }}',
	options: patience,
});
const status = { operation: 'getStatus', messageId: 'SMSa1b2c3', options: patience };
const polling = { shortCode: offline, options: patience };
const inbox = { operation: 'getInbox', shortCode: offline, options: patience };

/** What a call gives, or what it throws. */
const settle = async (call: Promise<unknown>): Promise<{ outcome?: unknown; error?: unknown }> => {
	try {
		return { outcome: await call };
	} catch (error) {
		return { error };
	}
};

type Job = [Operation, (n8n: N8n) => Promise<{ outcome?: unknown; error?: unknown }>];
const running =
	(parameters: INodeParameters) =>
	async (n8n: N8n): Promise<{ outcome?: unknown; error?: unknown }> => {
		const outcome = await n8n.run({ parameters, items: data });
		return { outcome, error: outcome.error };
	};
const jobs: Job[] = [
	['send', running(send)],
	['send', async (n8n) => await settle(n8n.executeInContext({ parameters: send, items: data }))],
	[
		'send',
		async (n8n) =>
			await settle(
				n8n.execute({ parameters: send, items: data, onError: 'continueRegularOutput' }),
			),
	],
	['status', running(status)],
	['inbox', running(inbox)],
	['inbox', async (n8n) => await settle(n8n.poll({ parameters: polling }))],
];

const kinds = [
	'connectionRefused',
	'connectionResetBefore',
	'connectionResetAfter',
	'timeoutAfter',
	'unauthorized',
	'throttle',
	'scope',
	'429',
	'500',
	'503',
	'truncatedJson',
	'truncatedXml',
	'html',
	'empty',
	'wrongType',
	'redirect',
] as const;

test.each(kinds)(
	'No secret, number or text gets into an error or the log after %s',
	async (kind) => {
		const { sandbox, n8n } = await open();
		const applyFault = async (on: Operation, job: Job[1]) => {
			for (let page = 0; page < 3; page++) {
				sandbox.text({ from: number, to: offline, message: words });
			}
			sandbox.fault({ on, kind, times: Infinity });
			const { outcome, error } = await job(n8n);
			await sandbox.clearFaults();
			lookThrough(n8n, outcome, error === undefined ? [] : [error]);
		};
		for (const [operation, job] of jobs) await applyFault(operation, job);
		// The token request has its own time limit, of half a minute.
		if (kind === 'timeoutAfter') return;
		for (const [, job] of jobs) {
			sandbox.revokeTokens();
			await applyFault('token', job);
		}
		expect(logged).not.toEqual([]);
	},
);

test('A number that AT&T names in its rejection is masked', async () => {
	const { sandbox, n8n } = await open();
	sandbox.configure({ badNumbers: [number], badNumberVariable: 'number' });
	const { outcome, error } = await running(send)(n8n);
	expect(error).toBeDefined();
	lookThrough(n8n, outcome, [error]);
	expect(shownOf(error)).toContain(number.slice(-4));
});

test.each<[string, IDataObject]>([
	['a number too long', { to: `${number}99` }],
	['a number too short', { to: '206555017' }],
	['a number of another country', { to: '+44 20 7946 0958 77' }],
	['a number with an extension', { to: `${number} ext. 5` }],
	['a number among other words', { to: `${number}, nobody` }],
	['no number', { to: '' }],
	['a text too long', { message: words.repeat(1000) }],
	['a text of blanks', { message: '  ' }],
])('The error of bad input says what is wrong, and doesn’t repeat it: %s', async (_, input) => {
	const { n8n } = await open();
	const given = { to: number, message: words, ...input };
	const { error, ...outcome } = await n8n.run({ parameters: send, items: items(given) });
	expect(error).toBeDefined();
	lookThrough(n8n, outcome, [error]);
	const to = String(input.to ?? '').replace(/\D/g, '');
	if (to.length > 8) expect(shownOf(error).replace(/\D/g, '')).not.toContain(to);
});

test('The credential’s test doesn’t repeat what was typed', async () => {
	const { n8n } = await open();
	const mistakes: ICredentialDataDecryptedObject[] = [
		{ appKey: 'wrong' },
		{ baseUrl: 'http://127.0.0.1:9' },
		{ scope: 'X' },
	];
	for (const typed of mistakes) {
		const result = await n8n.credentialTest(typed);
		expect(result.status).toBe('Error');
		lookThrough(n8n, result, []);
	}
});

test('The texts and numbers typed into the panel aren’t logged either', async () => {
	const { sandbox, n8n } = await open();
	sandbox.fault({ on: 'send', kind: '500' });
	const { error, ...outcome } = await n8n.run({
		parameters: sending({ to: number, message: words }),
	});
	expect(error).toBeDefined();
	lookThrough(n8n, outcome, [error]);
});

test('The token is nowhere in what n8n stores of a run', async () => {
	const { sandbox, n8n } = await open();
	const outcome = await n8n.run({
		items: items({ to: number, message: words }, { to: 'nobody', message: words }),
		parameters: { ...send, to: '={{ $json.to }}' },
		onError: 'continueErrorOutput',
	});
	expect(sandbox.history.accepted).toHaveLength(1);
	expect(n8n.credential.accessToken).toMatch(/./);
	lookThrough(n8n, outcome, []);
});

test('The listener’s responses, errors and log have no secret, number or text', async () => {
	const n8n = await createN8n();
	n8n.credentials.attSmsWebhookAuthApi = { method: 'urlSecret', urlSecret: listenerSecret };
	let failing = false;
	const start = () => {
		if (failing) throw new Error('The database is locked');
	};
	const options = {
		ignoreDuplicates: true,
		senderRateLimit: { limit: { messages: 2, minutes: 10 } },
	};
	const listener = await listen(n8n, guarded(options), { start });
	const body = mo({ SenderAddress: `tel:${number}`, Message: words });
	const known = { query: `?secret=${listenerSecret}` };
	const answers = [
		await listener.call({ body }),
		await listener.call({ body, query: `?secret=${listenerSecret}x` }),
		await listener.call({ body, ...known }),
		await listener.call({ body, ...known }),
		await listener.call({ body: `${JSON.stringify(body)}}`, ...known }),
		await listener.call({ body: { ...body, SenderAddress: { text: words } }, ...known }),
		await listener.call({ body: `<a>${words} ${number}<b></a>`, ...known }),
	];
	failing = true;
	answers.push(await listener.call({ body: { ...body, MessageId: '2' }, ...known }));
	expect(answers.map((answer) => answer.status)).toEqual([401, 401, 200, 200, 400, 400, 400, 500]);
	for (const answer of answers) {
		expectNoSecret(dump(answer), n8n);
		expectNobody(answer.body);
	}
	lookThrough(n8n, [listener.executions, n8n.staticData], listener.errors);

	n8n.credentials.attSmsWebhookAuthApi = {
		method: 'header',
		headerName: '',
		headerSecret: listenerSecret,
	};
	const { error } = await settle(n8n.activate({ parameters: guarded() }));
	expect(error).toBeDefined();
	lookThrough(n8n, undefined, [error]);
});

/** An n8n whose credential is for this server. */
const n8nAt = async (server: Server): Promise<N8n> => {
	const baseUrl = `http://127.0.0.1:${await listenLocally(server)}`;
	closeLater({ close: () => closeServer(server) });
	const { appKey } = newApp();
	return await createN8n({ credential: { appKey, appSecret, baseUrl, scope: 'SMS' } });
};

describe('A gateway that echoes what it got', () => {
	const token = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
	const rejection = (Text: string, MessageId = 'SVC0001') => ({
		RequestError: { ServiceException: { MessageId, Text } },
	});
	type Answer = [status: number, type: string, body: (echoed: string) => string];
	const answers: Record<string, Answer> = {
		'in AT&T’s words': [400, 'application/json', (echoed) => JSON.stringify(rejection(echoed))],
		'in OAuth’s words': [
			401,
			'application/json',
			(echoed) => JSON.stringify({ error: 'invalid_client', error_description: echoed }),
		],
		'as a page': [200, 'text/html', (echoed) => `<html><pre>${echoed}</pre></html>`],
		'with other names before it': [
			400,
			'application/json',
			(echoed) => JSON.stringify(rejection(echoed.replace(/Bearer |client_secret=/g, 'got '))),
		],
		'as AT&T’s code': [
			400,
			'application/json',
			(echoed) => JSON.stringify(rejection(echoed, echoed)),
		],
		'URL-encoded twice': [
			400,
			'application/json',
			(echoed) =>
				JSON.stringify(
					rejection(
						encodeURIComponent(encodeURIComponent(echoed.replace(/Bearer |client_secret=/g, ''))),
					),
				),
		],
	};

	test.each(
		Object.entries(answers).flatMap(([how, answer]) => [
			[how, 'send', answer] as const,
			[how, 'token', answer] as const,
		]),
	)(
		'Secrets that a gateway echoes %s aren’t in the error of a %s request',
		async (_, on, [status, type, body]) => {
			const server = createServer((request, response) => {
				void readText(request).then((form) => {
					if (on === 'send' && request.url?.startsWith('/oauth')) {
						response.writeHead(200, { 'content-type': 'application/json' });
						return response.end(JSON.stringify({ access_token: token, expires_in: 1000 }));
					}
					const echoed = `Authorization: ${request.headers.authorization}\n${form}\n${form}`;
					response.writeHead(status, { 'content-type': type });
					return response.end(body(echoed));
				});
			});
			const n8n = await n8nAt(server);
			const { outcome, error } = await running(send)(n8n);
			expect(error).toBeDefined();
			for (const written of [dump([outcome, error]), logged.join('\n')]) {
				expectNoSecret(written, n8n);
				expect(written).not.toContain(token);
			}
		},
	);
});

test.each(['206/555/0177', '206–555–0177', '206   555   0177', 'x2065550177', '206*555*0177'])(
	'A recipient that a gateway writes as %s is masked',
	async (written) => {
		const text = `Not a customer: ${written}`;
		const server = createServer((request, response) => {
			request.resume();
			const isToken = request.url?.startsWith('/oauth');
			response.writeHead(isToken ? 200 : 400, { 'content-type': 'application/json' });
			response.end(
				JSON.stringify(
					isToken
						? { access_token: 'a1b2c3d4', expires_in: 1000 }
						: { RequestError: { ServiceException: { MessageId: 'SVC0001', Text: text } } },
				),
			);
		});
		const n8n = await n8nAt(server);
		const own = { provider: 'att', options: patience };
		for (const parameters of [
			sending({ to: '={{ $json.to }}', message: words, ...own }),
			{ resource: 'sms', operation: 'getStatus', messageId: 'msg0', to: '={{ $json.to }}', ...own },
		]) {
			const { error } = await n8n.run({ parameters, items: items({ to: '+12065550177' }) });
			expect(shownOf(error)).toContain('Not a customer: ');
			expect(shownOf(error).replace(/\D/g, '')).not.toContain('2065550177');
		}
	},
);
