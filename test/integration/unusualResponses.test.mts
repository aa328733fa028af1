// Responses that AT&T’s page doesn’t have, from a gateway of one answer.
import { createServer } from 'node:http';
import { closeServer, listenLocally } from '../../scripts/lib/localServer.mts';
import { closeLater, jsonOf, offline, online, sending, setUp } from './support.mts';

interface Answer {
	status: number;
	type?: string;
	body?: string;
}

/** An n8n whose gateway gives the sandbox’s tokens, and these answers, the last one again and again. */
const setUpWith = async (...answers: Answer[]) => {
	const { sandbox, n8n } = await setUp();
	let requests = 0;
	const server = createServer((request, response) => {
		request.resume();
		if (request.url?.startsWith('/oauth')) {
			response.writeHead(201, { 'Content-Type': 'application/json' });
			response.end('{"access_token": "abc", "token_type": "bearer", "expires_in": 100}');
			return;
		}
		const {
			status,
			type = 'application/json',
			body = '',
		} = answers[Math.min(requests++, answers.length - 1)] as Answer;
		response.writeHead(status, { 'Content-Type': type }).end(body);
	});
	const port = await listenLocally(server);
	closeLater({ close: () => closeServer(server) });
	n8n.credential = { ...n8n.credential, baseUrl: `http://127.0.0.1:${port}` };
	return { sandbox, n8n, requests: () => requests };
};

const reading = { operation: 'getInbox', shortCode: offline, options: { maxRetryTime: 0 } };
const requestError = JSON.stringify({
	RequestError: {
		ServiceException: {
			MessageId: 'SVC0002',
			Text: 'Invalid input value for message part %1',
			Variables: [{ name: 'Address' }],
		},
	},
});

describe('An empty inbox', () => {
	test.each<[string, Answer]>([
		['a 204', { status: 204 }],
		['a 200 without a body', { status: 200 }],
		['a list that is null', { status: 200, body: '{"InboundSmsMessageList": null}' }],
		[
			'messages that are null',
			{ status: 200, body: '{"InboundSmsMessageList": {"InboundSmsMessage": null}}' },
		],
	])('An empty inbox may come as %s', async (_, answer) => {
		const { n8n } = await setUpWith(answer);
		expect(jsonOf(await n8n.execute({ parameters: reading }))).toEqual([]);
		expect(await n8n.poll({ parameters: { shortCode: offline } })).toBeNull();
	});

	test('A 200 without a body isn’t an empty inbox while messages are announced', async () => {
		const page = JSON.stringify({
			InboundSmsMessageList: {
				InboundSmsMessage: [{ Message: 'Hello', SenderAddress: 'tel:+12065550100' }],
				TotalNumberOfPendingMessages: '3',
			},
		});
		const { n8n } = await setUpWith({ status: 200, body: page }, { status: 200 });
		const { output } = await n8n.run({ parameters: reading });
		expect(jsonOf(output)).toEqual([
			expect.objectContaining({ message: 'Hello' }),
			expect.objectContaining({ error: expect.objectContaining({ kind: 'invalidResponse' }) }),
		]);
	});
});

describe('A 200 that holds an error', () => {
	test('A 200 with an error fails a send with that error, and nothing was sent', async () => {
		const { n8n } = await setUpWith({ status: 200, body: requestError });
		for (const notifyDeliveryStatus of [false, true]) {
			const { error } = await n8n.run({
				parameters: sending({ options: { notifyDeliveryStatus, maxRetryTime: 0 } }),
			});
			expect(error?.message).toContain('SVC0002: Invalid input value for message part Address');
			expect(error?.context).toMatchObject({
				data: { code: 'SVC0002', kind: 'rejected', maybeSent: false },
			});
		}
	});

	test.each([
		{ fault: { faultstring: 'Gateway Timeout', detail: { errorcode: 'x.GatewayTimeout' } } },
		{ code: '504', message: 'upstream timed out' },
		{ error: 'server_error' },
	])(
		'A message may have been sent if the error of a 200 isn’t a documented one: %j',
		async (body) => {
			const { n8n, requests } = await setUpWith({ status: 200, body: JSON.stringify(body) });
			const { error } = await n8n.run({ parameters: sending() });
			expect(error?.context).toMatchObject({
				data: { kind: 'serverError', httpStatus: 200, maybeSent: true },
			});
			expect(requests()).toBe(1);
		},
	);

	test.each([
		{ code: 0, message: 'Success', Id: 'SMS1' },
		{ Id: 'SMS1', error: 'none' },
	])('A 200 with an error is a success if it gives the message’s id: %j', async (body) => {
		const { n8n } = await setUpWith({ status: 200, body: JSON.stringify(body) });
		expect(jsonOf(await n8n.execute({ parameters: sending() }))).toMatchObject([
			{ status: 'accepted', messageId: 'SMS1' },
		]);
	});

	test.each([
		['Get Inbox', reading],
		[
			'Get Delivery Status',
			{ operation: 'getStatus', messageId: 'SMS1', options: { maxRetryTime: 0 } },
		],
	])('A 200 with an error fails %s with that error', async (_, parameters) => {
		const { n8n } = await setUpWith({ status: 200, body: requestError });
		const { error } = await n8n.run({ parameters });
		expect(error?.context).toMatchObject({ data: { code: 'SVC0002', kind: 'rejected' } });
	});
});

test('A send answered with the request itself is sent, with the id in its resource URL', async () => {
	const resourceURL = 'http://api.att.com/2/smsmessaging/outbound/22627012/requests/SMS1';
	const body = JSON.stringify({ outboundSMSMessageRequest: { address: ['tel:+1'], resourceURL } });
	const { n8n } = await setUpWith({ status: 201, body });
	const output = await n8n.execute({
		parameters: sending({ provider: 'oneApi', senderAddress: online }),
	});
	expect(jsonOf(output)).toEqual([
		expect.objectContaining({ messageId: 'SMS1', resourceUrl: resourceURL }),
	]);
});

describe('The gateway’s own words', () => {
	test.each<[string, Answer, string]>([
		[
			'from a fault',
			{ status: 500, body: '{"fault": {"faultstring": "No backend"}}' },
			'No backend',
		],
		['from a message', { status: 400, body: '{"code": "E1", "message": "No app"}' }, 'E1: No app'],
		['from plain text', { status: 400, type: 'text/plain', body: 'No app' }, 'No app'],
		[
			'from an HTML page, with its reference number',
			{ status: 403, type: 'text/html', body: '<html><h1>Denied</h1>Reference #18.2d35</html>' },
			'Denied Reference #18.2d35',
		],
	])('The error has the gateway’s own words %s', async (_, answer, words) => {
		const { n8n } = await setUpWith(answer);
		const { error } = await n8n.run({ parameters: sending({ options: { maxRetryTime: 0 } }) });
		expect(error?.message).toContain(words);
	});
});

test.each<[string, string, string]>([
	['an HTML page', '<html><h1>Denied</h1>Reference #18.2d35</html>', 'Denied Reference #18.2d35'],
	['a plain text', 'Denied, reference 18.2d35', 'Denied, reference 18.2d35'],
])('A 200 that is %s is quoted in the error, whole in its data', async (_, body, words) => {
	const { n8n } = await setUpWith({ status: 200, body });
	const { error } = await n8n.run({ parameters: sending() });
	expect(error?.message).toContain(words);
	expect(error?.context).toMatchObject({ data: { kind: 'invalidResponse', answer: body } });
});

test('A 200 of JSON that breaks off is not quoted in the error: it may hold messages', async () => {
	const { n8n } = await setUpWith({ status: 200, body: '{"Message": "Hello' });
	const { error } = await n8n.run({ parameters: sending() });
	expect(error?.message).not.toContain('Hello');
});

test('A page with one text unescaped gives all of its messages', async () => {
	const entry = (text: string) =>
		`<inboundSMSMessage><message>${text}</message><senderAddress>tel:+12065550100</senderAddress></inboundSMSMessage>`;
	const texts = ['one', 'Tom & Jerry', 'I <3 you', 'four'];
	const body = `<inboundSMSMessageList>${texts.map(entry).join('')}</inboundSMSMessageList>`;
	const { n8n } = await setUpWith({ status: 200, type: 'application/xml', body });
	const read = jsonOf(await n8n.execute({ parameters: reading }));
	const polled = jsonOf(await n8n.poll({ parameters: { shortCode: offline } }));
	expect(read.map(({ message }) => message)).toEqual(texts);
	expect(polled.map(({ message }) => message)).toEqual(texts);
});
