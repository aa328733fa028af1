import fc from 'fast-check';

import {
	readApiError,
	readPayloadError,
} from '../../../../../nodes/shared/protocol/requestError.ts';
import { fixture } from '../../fixtures.mts';

describe('The error in the body of an error response', () => {
	test.each([
		[
			'request-error.policy.json',
			'POL0001',
			'A policy error occurred. For more information, please refer to UnAuthorized Request',
			['UnAuthorized Request'],
		],
		[
			'request-error.policy.xml',
			'POL0003',
			'Too many addresses specified in message part address',
			['address'],
		],
		[
			'request-error.service.json',
			'SVC0003',
			'Invalid input value for notifyDeliveryStatus, valid values are true, false',
			['notifyDeliveryStatus', 'true, false'],
		],
		[
			'request-error.service.xml',
			'SVC0002',
			'Invalid input value for message part Address',
			['Address'],
		],
		['oauth-error.json', 'invalid_client', 'Client authentication failed', []],
	])('The error in %s is read', (file, code, text, variables) => {
		expect(readApiError(fixture(`wire/${file}`))).toEqual({ code, text, variables });
	});

	const service = (exception: object) =>
		readApiError(JSON.stringify({ RequestError: { ServiceException: exception } }));

	test.each<[string, object, string]>([
		['%2 before %1', { Text: '%2, %1', Variables: ['a', 'b'] }, 'b, a'],
		['a mark without a variable', { Text: '%1 and %2', Variables: 'a' }, 'a and %2'],
		['a text that names no variable', { Text: 'Wrong', Variables: ['a', 'b'] }, 'Wrong (a, b)'],
		['variables with marks of their own', { Text: '<%1>', Variables: '$& $1 %1' }, '<$& $1 %1>'],
		['no variables', { Text: 'Wrong %1' }, 'Wrong %1'],
		['no text', { MessageId: 'SVC0002' }, ''],
	])('The text of an error with %s is filled in', (_, exception, expected) => {
		expect(service(exception)?.text).toBe(expected);
	});

	test('Several elements in XML are several variables', () => {
		const words = readApiError(
			'<RequestError><PolicyException><MessageId>POL0003</MessageId><Text>%1, %2</Text>' +
				'<Variables>a</Variables><Variables>b</Variables></PolicyException></RequestError>',
		);
		expect(words).toEqual({ code: 'POL0003', text: 'a, b', variables: ['a', 'b'] });
	});

	test.each([
		['nothing', ''],
		['an HTML page without a text', '<html><body><script>bad()</script></body></html>'],
		['an object without a text', '{"answer": 1, "list": [""]}'],
		['an error without a text', '{"RequestError": {"ServiceException": {}}}'],
		['null', 'null'],
	])('A body that is %s holds no error', (_, body) => {
		expect(readApiError(body)).toBeUndefined();
	});

	test.each<[string, string, string, string]>([
		[
			'the fault of an API gateway',
			'{"fault": {"faultstring": "Rate limit quota violation", "detail": {"errorcode": "policies.ratelimit.QuotaViolation"}}}',
			'policies.ratelimit.QuotaViolation',
			'Rate limit quota violation',
		],
		['a fault without a detail', '{"fault": {"faultstring": "Oops"}}', '', 'Oops'],
		[
			'a SOAP fault',
			'<s:Envelope xmlns:s="urn:x"><s:Body><s:Fault><faultcode>s:Server</faultcode><faultstring>Oops</faultstring></s:Fault></s:Body></s:Envelope>',
			's:Server',
			'Oops',
		],
		['a code and a message', '{"code": "E17", "message": "No such app"}', 'E17', 'No such app'],
		['a code that is a number', '{"code": 17, "message": "No such app"}', '17', 'No such app'],
		['a message alone', '{"message": "no"}', '', 'no'],
		['an error object', '{"error": {"code": 403, "message": "No"}}', '403', 'No'],
		['a list of errors', '{"errors": [{"code": "E1", "message": "No"}]}', 'E1', 'No'],
		['problem details', '{"title": "Forbidden", "detail": "No such app"}', '', 'No such app'],
		['XML of another name', '<Error><Code>E1</Code><Message>No</Message></Error>', 'E1', 'No'],
		['a list of texts', '{"errors": ["No such app"]}', '', 'No such app'],
		['texts by field', '{"errors": {"to": ["bad number", "no"]}}', '', 'bad number, no'],
		['an error in a response', '{"response": {"error": {"code": 7, "message": "No"}}}', '7', 'No'],
		['a description alone', '{"error_description": "No such app"}', '', 'No such app'],
		['a short name', '{"msg": "No such app"}', '', 'No such app'],
		['a RequestError without its exception', '{"RequestError": {"text": "No"}}', '', 'No'],
		['a RequestError that is a text', '{"RequestError": "No"}', '', 'No'],
		['any other text', '{"answer": "No such app"}', '', 'No such app'],
		['text that begins with a bracket', '[error 17] no such app', '', '[error 17] no such app'],
		['a cut error', '{"RequestError": {"Pol', '', '{"RequestError": {"Pol'],
		['a heading', '<h1>502 Bad Gateway</h1>', '', '502 Bad Gateway'],
		[
			'a part of an HTML page',
			'<center><h1>502 Bad Gateway</h1></center>\n<hr><center>nginx</center>',
			'',
			'502 Bad Gateway nginx',
		],
		['plain text', 'Bad\n\tGateway ', '', 'Bad Gateway'],
		['a text in JSON', '"Bad Gateway"', '', 'Bad Gateway'],
		['an HTML page', '<html><body>Bad Gateway</body></html>', '', 'Bad Gateway'],
		[
			'an HTML page with a reference number',
			'<!DOCTYPE html><HTML><HEAD>\n<TITLE>Access Denied</TITLE><style>b{}</style></HEAD><BODY><H1>Access Denied</H1>' +
				'You don&#39;t have permission&nbsp;on this server.<P>Reference&#32;&#35;18.2d351ab8</P><script>var a = "<b>";</script></BODY></HTML>',
			'',
			"Access Denied You don't have permission on this server. Reference #18.2d351ab8",
		],
	])('The code and text of %s are read', (_, body, code, text) => {
		expect(readApiError(body)).toEqual({ code, text, variables: [] });
	});

	test.each<[string, unknown, string]>([
		['an object', { name: 'address' }, 'address'],
		['objects', [{ name: 'a' }, { name: 'b', value: 'c' }], 'a'],
		['numbers', [7], '7'],
		['an object of objects', { variable: { name: 'address' } }, 'address'],
		['objects, five levels deep', { a: { b: { c: { d: { e: 'address' } } } } }, 'address'],
	])('The text of variables that are %s is read', (_, Variables, first) => {
		expect(service({ Text: 'Invalid %1', Variables })?.text).toBe(`Invalid ${first}`);
		expect(service({ Text: 'Invalid %1', Variables })?.text).not.toContain('[object');
	});

	test.each<[string, string]>([
		['plain text', 'word '.repeat(100_000)],
		['an HTML page', `<html>${'word '.repeat(100_000)}</html>`],
		['a message', JSON.stringify({ message: 'word '.repeat(100_000) })],
		[
			'many marks and a long variable',
			JSON.stringify({
				RequestError: {
					ServiceException: { Text: '%1'.repeat(20_000), Variables: 'word '.repeat(20_000) },
				},
			}),
		],
	])('The first 64 kB of %s are kept', (_, body) => {
		const text = readApiError(body)?.text ?? '';
		expect(text.length).toBeGreaterThan(1000);
		expect(text.length).toBeLessThanOrEqual(64 * 1024);
	});

	test('No body makes the reader throw', () => {
		const names = fc.constantFrom('RequestError', 'ServiceException', 'MessageId', 'Text', 'error');
		const { tree } = fc.letrec((tie) => ({
			tree: fc.oneof(
				{ maxDepth: 5 },
				fc.jsonValue(),
				fc.dictionary(names, tie('tree')),
				fc.array(tie('tree')),
			),
		}));
		fc.assert(
			fc.property(tree, (value) => {
				expect(() => readApiError(JSON.stringify(value))).not.toThrow();
			}),
		);
	});
});

describe('The error in the body of a 2xx', () => {
	const exception = { MessageId: 'SVC0002', Text: 'No' };

	test.each<[string, unknown]>([
		['a RequestError', { RequestError: { ServiceException: exception } }],
		['a RequestError in another letter case', { requestError: { policyException: exception } }],
		['a fault', { fault: { faultstring: 'No' } }],
		['an OAuth error', { error: 'invalid_client' }],
		['a code and a message', { code: 'E1', message: 'No' }],
	])('A 2xx with %s holds an error', (_, payload) => {
		expect(readPayloadError(payload)).toBeDefined();
	});

	test.each<[string, unknown]>([
		['a response to a send', JSON.parse(fixture('wire/send.v2.answer.json'))],
		['a list of statuses', JSON.parse(fixture('wire/delivery-status.v3.answer.json'))],
		['an inbox', JSON.parse(fixture('wire/get-sms.v3.answer.json'))],
		['a message', { Message: 'error', SenderAddress: 'tel:+12065550100' }],
		['nothing', undefined],
		['null', null],
		['a text', 'error'],
		['a RequestError that says nothing', { RequestError: {} }],
	])('A 2xx with %s holds no error', (_, payload) => {
		expect(readPayloadError(payload)).toBeUndefined();
	});

	test('Next to an answer, weak signs of an error don’t count, but a RequestError does', () => {
		expect(readPayloadError({ Id: 'SMS1', error: 'none' }, true)).toBeUndefined();
		expect(readPayloadError({ Id: 'SMS1', code: 0, message: 'Success' }, true)).toBeUndefined();
		const error = { RequestError: { ServiceException: exception } };
		expect(readPayloadError({ Id: 'SMS1', ...error }, true)).toMatchObject({ code: 'SVC0002' });
	});
});
