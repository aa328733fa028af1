import fc from 'fast-check';
import type { INode } from 'n8n-workflow';

import { description as getStatus } from '../../../../../nodes/AttSms/operations/getStatus/description.ts';
import { description as getInbox } from '../../../../../nodes/AttSms/operations/getInbox/description.ts';
import { description as send } from '../../../../../nodes/AttSms/operations/send/description.ts';
import { describeError } from '../../../../../nodes/shared/errors/errorMessages.ts';
import {
	gatewayErrorKinds,
	GatewayError,
	type GatewayErrorKind,
} from '../../../../../nodes/shared/errors/gatewayError.ts';
import { nodeApiError } from '../../../../../nodes/shared/errors/nodeApiError.ts';

const kinds = Object.keys(gatewayErrorKinds) as GatewayErrorKind[];
const outcomes = { send: send.outcome, getStatus: getStatus.outcome, getInbox: getInbox.outcome };
type Request = keyof typeof outcomes;
const cells = kinds.flatMap((kind) =>
	(Object.keys(outcomes) as Request[]).map((request): [GatewayErrorKind, Request] => [
		kind,
		request,
	]),
);

const node: INode = {
	id: 'id',
	name: 'AT&T SMS',
	type: 'n8n-nodes-att-sms.attSms',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const number = '+12065550100';
const apiError = {
	code: 'SVC0002',
	text: `Invalid input value tel:${number} for message part address.`,
	variables: [`tel:${number}`],
};

const failureOf = (kind: GatewayErrorKind) =>
	new GatewayError(kind, `${apiError.code}: ${apiError.text}`, {
		httpStatus: 400,
		apiError,
		baseUrl: 'https://api.att.com',
	});

describe('describeError', () => {
	test.each(cells)('%s of %s gives a whole sentence without a full number', (kind, request) => {
		const { message, description } = describeError(failureOf(kind), outcomes[request]);
		expect(message).toMatch(/^[A-Z].{10,}[^.]$/);
		expect(`${message} ${description}`).not.toMatch(/undefined|null|NaN|\[object|function/);
		expect(`${message} ${description}`).not.toContain('2065550100');
	});

	test.each(kinds)('%s: says of a message whether it may have been sent', (kind) => {
		const { description } = describeError(failureOf(kind), send.outcome);
		const { mayHaveBeenProcessed } = gatewayErrorKinds[kind];
		expect(description.startsWith('The message may have been sent')).toBe(mayHaveBeenProcessed);
		expect(description.startsWith('Nothing was sent.')).toBe(!mayHaveBeenProcessed);
	});

	test("says what to do, by AT&T's code before the kind of failure", () => {
		const byCode = describeError(failureOf('rejected'), send.outcome).description;
		const byKind = describeError(
			new GatewayError('unauthorized', 'HTTP 401'),
			send.outcome,
		).description;
		expect(byCode).toContain('AT&T names the part of the message that it does not take');
		expect(byKind).toContain('Check the App Key, App Secret and scope');
	});

	test.each(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'ECONNABORTED', 'ECONNRESET'])(
		'has words for %s',
		(code) => {
			const { message } = describeError(new GatewayError('noResponse', code), send.outcome);
			expect(message).not.toContain(code);
		},
	);

	test('makes words of whatever AT&T says', () => {
		const odd = fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__', 'toString'));
		fc.assert(
			fc.property(fc.constantFrom(...kinds), odd, odd, (kind, code, said) => {
				const failure = new GatewayError(kind, said, { apiError: { ...apiError, code } });
				const { message, description } = describeError(failure, send.outcome);
				expect(typeof message).toBe('string');
				expect(`${message} ${description}`).not.toMatch(/native code|\[object/);
			}),
		);
	});
});

describe('nodeApiError', () => {
	test.each(cells)(
		'%s of %s reaches n8n with its texts and without a full number',
		(kind, request) => {
			const failure = failureOf(kind);
			const error = nodeApiError(node, failure, outcomes[request], { itemIndex: 3 });
			expect(error).toMatchObject({
				...describeError(failure, outcomes[request]),
				context: { itemIndex: 3 },
			});
			expect(error.httpCode).toBe('400');
			expect(error.context.data).toMatchObject({ code: 'SVC0002', httpStatus: 400 });
			expect(JSON.stringify(error)).not.toContain('2065550100');
		},
	);

	test('hands on an answer that could not be read, since AT&T no longer has it', () => {
		const failure = new GatewayError('invalidResponse', 'it is not well-formed JSON', {
			httpStatus: 200,
			body: '{"InboundSms',
		});
		expect(nodeApiError(node, failure, getInbox.outcome).context.data).toEqual({
			httpStatus: 200,
			answer: '{"InboundSms',
		});
	});
});
