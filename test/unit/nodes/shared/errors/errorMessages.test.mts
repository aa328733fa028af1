import fc from 'fast-check';
import type { INode } from 'n8n-workflow';

import { describeError, type Doing } from '../../../../../nodes/shared/errors/errorMessages.ts';
import {
	gatewayErrorKinds,
	GatewayError,
	type GatewayErrorKind,
} from '../../../../../nodes/shared/errors/gatewayError.ts';
import { nodeApiError } from '../../../../../nodes/shared/errors/nodeApiError.ts';

const kinds = Object.keys(gatewayErrorKinds) as GatewayErrorKind[];
const doings: Doing[] = ['send', 'getStatus', 'getInbox', 'token'];
const cells = kinds.flatMap((kind) =>
	doings.map((doing): [GatewayErrorKind, Doing] => [kind, doing]),
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
	test.each(cells)('%s while doing %s: in apiError, with no full number', (kind, doing) => {
		const { message, description } = describeError(failureOf(kind), doing);
		expect(message).toMatch(/^[A-Z].{10,}[^.]$/);
		expect(`${message} ${description}`).not.toMatch(/undefined|null|NaN|\[object|function/);
		expect(`${message} ${description}`).not.toContain('2065550100');
	});

	test.each(kinds)('%s: says of a message whether it may have been sent', (kind) => {
		const { description } = describeError(failureOf(kind), 'send');
		const { mayHaveBeenProcessed } = gatewayErrorKinds[kind];
		expect(description.startsWith('The message may have been sent')).toBe(mayHaveBeenProcessed);
		expect(description.startsWith('Nothing was sent.')).toBe(!mayHaveBeenProcessed);
	});

	test("says what to do, by AT&T's code before the kind of failure", () => {
		const byCode = describeError(failureOf('rejected'), 'send').description;
		const byKind = describeError(new GatewayError('unauthorized', 'HTTP 401'), 'send').description;
		expect(byCode).toContain('AT&T names the part of the message that it does not take');
		expect(byKind).toContain('Check the App Key, App Secret and scope');
	});

	test.each(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'ECONNABORTED', 'ECONNRESET'])(
		'has words for %s',
		(code) => {
			const { message } = describeError(new GatewayError('noResponse', code), 'send');
			expect(message).not.toContain(code);
		},
	);

	test('makes words of whatever AT&T says', () => {
		const odd = fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__', 'toString'));
		fc.assert(
			fc.property(fc.constantFrom(...kinds), odd, odd, (kind, code, said) => {
				const failure = new GatewayError(kind, said, { apiError: { ...apiError, code } });
				const { message, description } = describeError(failure, 'send');
				expect(typeof message).toBe('string');
				expect(`${message} ${description}`).not.toMatch(/native code|\[object/);
			}),
		);
	});
});

describe('nodeApiError', () => {
	test.each(cells)('%s while doing %s: its words reach n8n, and no full number', (kind, doing) => {
		const failure = failureOf(kind);
		const error = nodeApiError(node, failure, doing, { itemIndex: 3 });
		expect(error).toMatchObject({ ...describeError(failure, doing), context: { itemIndex: 3 } });
		expect(error.httpCode).toBe('400');
		expect(error.context.data).toMatchObject({ code: 'SVC0002', httpStatus: 400 });
		expect(
			(error.context.data as object | undefined) && 'maybeSent' in (error.context.data as object),
		).toBe(doing === 'send');
		expect(JSON.stringify(error)).not.toContain('2065550100');
	});

	test('hands on an answer that could not be read, since AT&T no longer has it', () => {
		const failure = new GatewayError('invalidResponse', 'it is not well-formed JSON', {
			httpStatus: 200,
			body: '{"InboundSms',
		});
		expect(nodeApiError(node, failure, 'getInbox').context.data).toEqual({
			httpStatus: 200,
			answer: '{"InboundSms',
		});
	});
});
