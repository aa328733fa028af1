import fc from 'fast-check';

import { description as getInbox } from '../../../../../nodes/AttSms/operations/getInbox/description.ts';
import { description as getStatus } from '../../../../../nodes/AttSms/operations/getStatus/description.ts';
import { description as send } from '../../../../../nodes/AttSms/operations/send/description.ts';
import { describeError } from '../../../../../nodes/shared/errors/errorMessages.ts';
import {
	gatewayErrorKinds,
	GatewayError,
	type GatewayErrorKind,
} from '../../../../../nodes/shared/errors/gatewayError.ts';
import { InputError, nodeInputError } from '../../../../../nodes/shared/errors/inputError.ts';
import { nodeApiError } from '../../../../../nodes/shared/errors/nodeApiError.ts';
import { actionNode } from '../../fixtures.mts';
import { inboxOutcome } from '../../../../../nodes/shared/client/drainInbox.ts';

const kinds = Object.keys(gatewayErrorKinds) as GatewayErrorKind[];
const outcomes = { send: send.outcome, getStatus: getStatus.outcome, getInbox: getInbox.outcome };
type Request = keyof typeof outcomes;
const cells = kinds.flatMap((kind) =>
	(Object.keys(outcomes) as Request[]).map((request): [GatewayErrorKind, Request] => [
		kind,
		request,
	]),
);

const node = actionNode();

const number = '+12065550100';
const apiError = {
	code: 'SVC0002',
	text: `Invalid input value tel:${number} for message part address.`,
	variables: [`tel:${number}`],
};

const errorOf = (kind: GatewayErrorKind) =>
	new GatewayError(kind, `${apiError.code}: ${apiError.text}`, {
		httpStatus: 400,
		apiError,
		baseUrl: 'https://api.att.com',
	});

test.each(cells)(
	'The error %s during %s has a readable message without a full number',
	(kind, request) => {
		const { message, description } = describeError(errorOf(kind), outcomes[request]);
		expect(message).toMatch(/^[A-Z].{10,}[^.]$/);
		expect(`${message} ${description}`).not.toMatch(/undefined|null|NaN|\[object|function/);
		expect(`${message} ${description}`).not.toContain('2065550100');
	},
);

test.each(kinds)('The error %s during Send says whether the message may have been sent', (kind) => {
	const { description } = describeError(errorOf(kind), send.outcome);
	const { mayHaveBeenProcessed } = gatewayErrorKinds[kind];
	expect(description.startsWith('The message may have been sent')).toBe(mayHaveBeenProcessed);
	expect(description.startsWith('Nothing was sent.')).toBe(!mayHaveBeenProcessed);
});

test('The advice is that for AT&T’s code, or else that for the kind of error', () => {
	const byCode = describeError(errorOf('rejected'), send.outcome).description;
	const byKind = describeError(
		new GatewayError('unauthorized', 'HTTP 401'),
		send.outcome,
	).description;
	expect(byCode).toContain('AT&T names the part of the message that is invalid');
	expect(byKind).toContain('Check the App Key, App Secret and scope');
});

test.each([
	new GatewayError('rejected', 'HTTP 404', { httpStatus: 404 }),
	new GatewayError('rejected', 'SVC0002: Invalid input value', { httpStatus: 400, apiError }),
])('An unknown message ID ($message) explains how long AT&T keeps a final status', (error) => {
	const { description } = describeError(error, getStatus.outcome);
	expect(description).toContain('Check the message ID');
	expect(description).toContain('30 minutes');
	expect(description).toContain('only once');
});

test.each([
	[
		'a bare 404',
		new GatewayError('rejected', 'HTTP 404', { httpStatus: 404 }),
		'Check the Short Code',
	],
	[
		'SVC0002',
		new GatewayError('rejected', 'SVC0002: Invalid input value', { httpStatus: 400, apiError }),
		'Check the Short Code',
	],
	['a bare 400', new GatewayError('rejected', 'HTTP 400', { httpStatus: 400 }), 'Check the fields'],
])(
	'If the workflow of a poll is published, the message of %s says what to do',
	(_, error, advice) => {
		const { message } = nodeApiError(node, error, inboxOutcome, { adviceInMessage: true });
		expect(message).toContain(`. ${advice}`);
	},
);

test.each(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'ECONNABORTED', 'ECONNRESET', 'EPROTO'])(
	'The code %s is written in words',
	(code) => {
		const { message } = describeError(new GatewayError('noResponse', code), send.outcome);
		expect(message).not.toContain(code);
	},
);

test('Any text of AT&T becomes a message', () => {
	const odd = fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__', 'toString'));
	fc.assert(
		fc.property(fc.constantFrom(...kinds), odd, odd, (kind, code, text) => {
			const error = new GatewayError(kind, text, { apiError: { ...apiError, code } });
			const { message, description } = describeError(error, send.outcome);
			expect(typeof message).toBe('string');
			expect(`${message} ${description}`).not.toMatch(/native code|\[object/);
		}),
	);
});

test.each(cells)(
	'The error %s during %s reaches n8n with its texts and its data',
	(kind, request) => {
		const gatewayError = errorOf(kind);
		const error = nodeApiError(node, gatewayError, outcomes[request], { itemIndex: 3 });
		expect(error).toMatchObject({
			...describeError(gatewayError, outcomes[request]),
			context: { itemIndex: 3 },
		});
		expect(error.httpCode).toBe('400');
		const { mayHaveBeenProcessed } = gatewayErrorKinds[kind];
		expect(error.context.data).toEqual({
			kind,
			mayHaveBeenProcessed,
			code: 'SVC0002',
			httpStatus: 400,
		});
		expect(JSON.stringify(error)).not.toContain('2065550100');
	},
);

test('A response that could not be read is in the error, since AT&T no longer has it', () => {
	const gatewayError = new GatewayError('invalidResponse', 'it is not well-formed JSON', {
		httpStatus: 200,
		body: '{"InboundSms',
	});
	expect(nodeApiError(node, gatewayError, getInbox.outcome).context.data).toEqual({
		kind: 'invalidResponse',
		mayHaveBeenProcessed: true,
		httpStatus: 200,
		answer: '{"InboundSms',
	});
});

test('With adviceInMessage the message alone says what to do', () => {
	const gatewayError = new GatewayError('tokenRejected', 'invalid_client');
	const { message } = nodeApiError(node, gatewayError, getInbox.outcome, { adviceInMessage: true });
	expect(message).toBe(
		'AT&T rejected the token request: invalid_client. Check the App Key and App Secret in the credential.',
	);
});

test.each<[GatewayErrorKind, string, object, object | undefined]>([
	[
		'throttled',
		'Too many requests',
		{ retryAfterMs: 7000 },
		{ cause: 'rate-limited', retryAfterMs: 7000 },
	],
	['throttled', 'exceeding quota level per day', {}, { cause: 'quota-exhausted' }],
	['unavailable', 'HTTP 503', {}, { cause: 'temporarily-unavailable' }],
	['serverError', 'HTTP 500', {}, { cause: 'temporarily-unavailable' }],
	['unreachable', 'ECONNREFUSED', {}, { cause: 'temporarily-unavailable' }],
	['unauthorized', 'HTTP 401', { retryAfterMs: 7000 }, { cause: 'credential-invalid' }],
	['tokenRejected', 'invalid_client', {}, { cause: 'credential-invalid' }],
	['rejected', 'HTTP 404', {}, { cause: 'configuration-invalid' }],
	[
		'rejected',
		'the token lacks the scope',
		{ missingScope: true },
		{ cause: 'credential-invalid' },
	],
	['cancelled', 'stopped', {}, undefined],
])('The error %s (%s, %j) declares the failure %j to n8n', (kind, text, details, expected) => {
	const error = nodeApiError(node, new GatewayError(kind, text, details), getInbox.outcome);
	expect(error.failure).toEqual(expected);
});

test('An InputError reaches n8n as invalidInput, with nothing processed', () => {
	const inputError = new InputError('"To" is empty');
	const error = nodeInputError(node, inputError, { itemIndex: 2, extra: { maybeSent: false } });
	expect(error).toMatchObject({
		message: '"To" is empty',
		failure: { cause: 'configuration-invalid' },
		context: {
			itemIndex: 2,
			data: { kind: 'invalidInput', mayHaveBeenProcessed: false, maybeSent: false },
		},
	});
	expect(nodeInputError(node, inputError).context.data).toEqual({
		kind: 'invalidInput',
		mayHaveBeenProcessed: false,
	});
});
