import { errorFromResponse } from '../../../../../nodes/shared/errors/errorFromResponse.ts';
import { fixture } from '../../fixtures.mts';

const policy = (code: string, text: string) =>
	JSON.stringify({ RequestError: { PolicyException: { MessageId: code, Text: text } } });

const response = (httpStatus: number, body = '', headers: Record<string, unknown> = {}) => ({
	httpStatus,
	headers,
	body: Buffer.from(body),
});

describe('Error responses', () => {
	test.each<[number, string, string]>([
		[301, '', 'redirected'],
		[302, '<html>Found</html>', 'redirected'],
		[303, '', 'redirected'],
		[307, '', 'redirected'],
		[400, fixture('wire/request-error.service.json'), 'rejected'],
		[400, fixture('wire/request-error.service.xml'), 'rejected'],
		[400, fixture('wire/request-error.policy.xml'), 'rejected'],
		[400, policy('POL0001', 'Authorization header missing'), 'rejected'],
		[400, '', 'rejected'],
		[401, fixture('wire/request-error.policy.json'), 'unauthorized'],
		[401, fixture('wire/oauth-error.json'), 'unauthorized'],
		[401, '', 'unauthorized'],
		[403, policy('POL0001', 'Too many requests'), 'throttled'],
		[403, policy('pol0001', 'Rate limit exceeded'), 'throttled'],
		[403, policy('POL0001', 'The quota of this app is used up'), 'throttled'],
		[403, policy('POL0001', 'A policy error occurred'), 'throttled'],
		[403, policy('POL0001', 'Not allowed: too many requests'), 'throttled'],
		[403, policy('POL0001', 'The token lacks the scope'), 'rejected'],
		[403, policy('POL0001', 'Not authorized'), 'rejected'],
		[403, policy('POL0001', 'The access token has expired'), 'unauthorized'],
		[403, policy('POL0001', 'Invalid access token'), 'unauthorized'],
		[403, policy('POL0001', 'The access token provided is invalid'), 'unauthorized'],
		[403, policy('POL0001', 'Token invalid'), 'unauthorized'],
		[403, policy('POL0001', 'The token is no longer valid'), 'unauthorized'],
		[403, policy('POL0001', 'Token has been invalidated'), 'unauthorized'],
		[403, policy('POL0001', 'The access token expires'), 'unauthorized'],
		[403, policy('POL0001', 'Token expired: lifetime limit of 172800 s'), 'unauthorized'],
		[403, policy('POL0001', 'Limit of this token exceeded, it expires in 60 s'), 'throttled'],
		[403, policy('POL0001', 'The token has an invalid scope'), 'rejected'],
		[403, '{"fault": {"detail": {"errorcode": "x.access_token_expired"}}}', 'unauthorized'],
		[403, '{"error": "invalid_token"}', 'unauthorized'],
		[403, '{"error": "insufficient_scope"}', 'rejected'],
		[403, 'The access token has expired', 'unauthorized'],
		[403, policy('POL0001', 'Not authorized: the token was revoked'), 'unauthorized'],
		[403, policy('POL0001', 'The token was generated without permission for SMS'), 'rejected'],
		[403, policy('POL0002', 'Too many requests for this resource'), 'rejected'],
		[403, '', 'rejected'],
		[403, '<html>Forbidden</html>', 'rejected'],
		[404, '', 'rejected'],
		[429, '', 'throttled'],
		[429, policy('POL0001', 'The token lacks the scope'), 'throttled'],
		[500, policy('SVC0001', 'A service error occurred'), 'serverError'],
		[502, '<html>Bad Gateway</html>', 'serverError'],
		[503, policy('SVC1000', 'Not enough resources'), 'unavailable'],
		[503, '', 'unavailable'],
		[504, '', 'serverError'],
	])('HTTP %d with the body %j is an error of the kind %s', (httpStatus, body, kind) => {
		const error = errorFromResponse(response(httpStatus, body));
		expect(error).toMatchObject({ kind, details: { httpStatus } });
		expect(error.message).not.toBe('');
	});

	test('The code of a 403 is read from WWW-Authenticate', () => {
		const of = (error: string) =>
			errorFromResponse(response(403, '', { 'www-authenticate': `Bearer error="${error}"` }));
		expect(of('invalid_token')).toMatchObject({ kind: 'unauthorized' });
		expect(of('insufficient_scope')).toMatchObject({
			kind: 'rejected',
			details: { missingScope: true },
		});
		expect(of('invalid_request').details.missingScope).toBeUndefined();
	});

	test.each([
		[300, 'seeOther', true],
		[304, 'seeOther', true],
		[305, 'seeOther', true],
		[301, 'redirected', false],
		[302, 'seeOther', true],
		[303, 'seeOther', true],
		[307, 'redirected', false],
		[308, 'redirected', false],
	])(
		'A POST that gets HTTP %d is %s, with mayHaveBeenProcessed %j',
		(httpStatus, kind, processed) => {
			expect(errorFromResponse(response(httpStatus), 'POST')).toMatchObject({
				kind,
				mayHaveBeenProcessed: processed,
				retryable: false,
			});
		},
	);

	test.each([
		[403, 'The token lacks the scope', true],
		[403, 'The access token has expired', undefined],
		[403, 'Too many requests', undefined],
		[403, 'The token has an invalid scope', true],
		[400, 'The token lacks the scope', undefined],
	])('HTTP %d POL0001 with the text “%s” has missingScope: %j', (httpStatus, text, expected) => {
		const { details } = errorFromResponse(response(httpStatus, policy('POL0001', text)));
		expect(details.missingScope).toBe(expected);
	});

	test.each([
		[
			fixture('wire/request-error.policy.xml'),
			'POL0003: Too many addresses specified in message part address',
		],
		[fixture('wire/oauth-error.json'), 'invalid_client: Client authentication failed'],
		['{"error": "invalid_client"}', 'invalid_client'],
		['{"RequestError": {"ServiceException": {}}}', 'HTTP 400'],
		['<html>Bad Request</html>', 'Bad Request'],
		['', 'HTTP 400'],
		['{"a": 1}', 'HTTP 400'],
		['{"a": "No such app"}', 'No such app'],
	])('The body %j becomes the message “%s”', (body, text) => {
		expect(errorFromResponse(response(400, body)).message).toBe(text);
	});

	describe('Retry-After', () => {
		beforeEach(() => jest.useFakeTimers({ now: Date.UTC(2026, 0, 1, 12, 0, 0) }));
		afterEach(() => jest.useRealTimers());

		test.each<[unknown, number | undefined]>([
			['120', 120_000],
			['0', 0],
			['Thu, 01 Jan 2026 12:00:30 GMT', 30_000],
			['Thu, 01 Jan 2026 11:00:00 GMT', 0],
			['soon', undefined],
			['', undefined],
			[undefined, undefined],
		])('Retry-After %j is read as %j ms', (value, expected) => {
			const error = errorFromResponse(response(503, '', { 'retry-after': value }));
			expect(error.details.retryAfterMs).toBe(expected);
		});
	});
});

describe('A 2xx that holds an error', () => {
	const held = (code: string, text = 'No') =>
		errorFromResponse(response(200, ''), 'POST', { code, text, variables: [] });

	test.each([
		['SVC0002', 'rejected', false],
		['SVC0004', 'rejected', false],
		['invalid_client', 'rejected', false],
		['invalid_token', 'unauthorized', false],
		['server_error', 'serverError', true],
		['504', 'serverError', true],
		['', 'serverError', true],
		['POL0001', 'throttled', false],
		['SVC0001', 'serverError', true],
		['SVC1000', 'serverError', true],
	])('A 2xx with the error code “%s” is of the kind %s', (code, kind, mayHaveBeenProcessed) => {
		expect(held(code)).toMatchObject({
			kind,
			mayHaveBeenProcessed,
			message: code ? `${code}: No` : 'No',
			details: { httpStatus: 200, apiError: { code } },
		});
	});
});
