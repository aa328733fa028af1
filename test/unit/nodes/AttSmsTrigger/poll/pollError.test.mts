import { NodeOperationError, UnexpectedError, UserError } from 'n8n-workflow';
import { isPassing } from '../../../../../nodes/AttSmsTrigger/poll/pollError.ts';
import { errorFromResponse } from '../../../../../nodes/shared/errors/errorFromResponse.ts';
import { GatewayError } from '../../../../../nodes/shared/errors/gatewayError.ts';
import { InputError } from '../../../../../nodes/shared/errors/inputError.ts';
import { triggerNode } from '../../fixtures.mts';

const serviceError = JSON.stringify({
	RequestError: { ServiceException: { MessageId: 'SVC0001', Text: 'A service error occurred' } },
});

const response = (httpStatus: number, body = '', headers: Record<string, unknown> = {}) =>
	errorFromResponse({ httpStatus, headers, body: Buffer.from(body) });

const tokenRejected = ({ message, details }: GatewayError) =>
	new GatewayError('tokenRejected', message, details);

const page = '<!DOCTYPE html><html><title>Access Denied</title></html>';

test.each<[string, unknown, boolean]>([
	['a 400 with AT&T’s code for a service error', response(400, serviceError), true],
	['a 408', response(408), true],
	['a 425', response(425), true],
	['a page with a 403, as a proxy sends it', response(403, page), true],
	[
		'a page with a 403 that says that the scope is missing',
		response(403, page, { 'www-authenticate': 'Bearer error="insufficient_scope"' }),
		false,
	],
	['a 403 without a page', response(403, 'Forbidden'), false],
	['a page with a 404', response(404, page), false],
	['a 400 without a code', response(400), false],
	['a token request that timed out', tokenRejected(response(408)), true],
	['a page in place of a token', tokenRejected(response(403, page)), false],
	['a database that is locked', new Error('SQLITE_BUSY: database is locked'), true],
	['an option of no use', new InputError('the field is empty'), false],
	['a credential that isn’t there', new UserError('Credential does not exist'), false],
	['a credential without an id', new UnexpectedError('Found credential with no ID'), false],
	['a credential that isn’t set', new NodeOperationError(triggerNode(), 'No credential'), false],
])('Whether a failed poll passes by itself is told by its cause: %s', (_, error, passes) => {
	expect(isPassing(error)).toBe(passes);
});
