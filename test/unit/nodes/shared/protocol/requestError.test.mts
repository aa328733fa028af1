import fc from 'fast-check';

import { readApiError } from '../../../../../nodes/shared/protocol/requestError.ts';
import { fixture } from '../../fixtures.mts';

describe('readApiError', () => {
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
	])('reads %s', (file, code, text, variables) => {
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
		['no text', {}, ''],
	])('fills in %s', (_, exception, expected) => {
		expect(service(exception)?.text).toBe(expected);
	});

	test('takes several elements of XML for several variables', () => {
		const words = readApiError(
			'<RequestError><PolicyException><MessageId>POL0003</MessageId><Text>%1, %2</Text>' +
				'<Variables>a</Variables><Variables>b</Variables></PolicyException></RequestError>',
		);
		expect(words).toEqual({ code: 'POL0003', text: 'a, b', variables: ['a', 'b'] });
	});

	test.each([
		['nothing', ''],
		['an HTML page', '<html><body>Bad Gateway</body></html>'],
		['words', 'Bad Gateway'],
		['another object', '{"message": "no"}'],
		['an answer', fixture('wire/send.v2.answer.json')],
		['a cut error', fixture('wire/request-error.policy.json').slice(0, 60)],
		['an error of another shape', '{"RequestError": "no"}'],
		['null', 'null'],
	])('finds none in %s', (_, body) => {
		expect(readApiError(body)).toBeUndefined();
	});

	test('never throws', () => {
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
