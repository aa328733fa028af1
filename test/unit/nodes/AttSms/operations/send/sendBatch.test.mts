import fc from 'fast-check';

import {
	sendBatch,
	type SendResult,
} from '../../../../../../nodes/AttSms/operations/send/sendBatch.ts';
import { attV2 } from '../../../../../../nodes/shared/protocol/codecs/attV2.ts';
import type { Outbound } from '../../../../../../nodes/shared/protocol/types.ts';
import { errorFromResponse } from '../../../../../../nodes/shared/errors/errorFromResponse.ts';
import { GatewayError } from '../../../../../../nodes/shared/errors/gatewayError.ts';
import type { Client } from '../../../../../../nodes/shared/client/client.ts';
import { createRateLimiter } from '../../../../../../nodes/shared/retry/rateLimiter.ts';
import { mobile } from '../../../../../support/mobile.mts';
import { range } from '../../../../../support/range.mts';

const outbound = (addresses: string[]): Outbound => ({
	addresses,
	message: 'Hello',
	notifyDeliveryStatus: false,
	senderAddress: '',
});

const rejection = (code: string, variables: string[]) =>
	errorFromResponse({
		httpStatus: 400,
		headers: { 'content-type': 'application/json' },
		body: Buffer.from(
			JSON.stringify({
				RequestError: {
					ServiceException: { MessageId: code, Text: 'No: %1', Variables: variables },
				},
			}),
		),
	});

/** A gateway in memory that rejects whole requests over bad recipients, as AT&T’s does. */
const startGateway = (bad: ReadonlySet<string>, reject: (badOnes: string[]) => GatewayError) => {
	const accepted: string[] = [];
	let requests = 0;
	const gateway: Client = {
		baseUrl: 'https://api.att.com',
		dialect: attV2,
		async request({ body }, read) {
			requests++;
			const { Address } = body as { Address: string | string[] };
			const numbers = [Address].flat().map((address) => address.replace('tel:', ''));
			const badOnes = numbers.filter((to) => bad.has(to));
			if (badOnes.length > 0) throw reject(badOnes);
			accepted.push(...numbers);
			const payload = { Id: `SMS${requests}`, ResourceReference: { ResourceUrl: '' } };
			return { value: read(payload), payload };
		},
	};
	return { gateway, accepted, requests: () => requests };
};

const retryOptions = () => ({ maxRetryTimeMs: 0, rateLimiter: createRateLimiter() });

const sentIn = (outcomes: SendResult[]) =>
	outcomes.filter(({ response }) => response).flatMap(({ addresses }) => addresses);
const failedIn = (outcomes: SendResult[]) =>
	outcomes.filter(({ failure }) => failure).flatMap(({ addresses }) => addresses);

const waysToRefuse: Array<[string, (badOnes: string[]) => GatewayError]> = [
	[
		'names each bad recipient',
		(badOnes) =>
			rejection(
				'SVC0004',
				badOnes.map((to) => `tel:${to}`),
			),
	],
	['names them in one text', (badOnes) => rejection('SVC0004', [badOnes.join(', ')])],
	['names the first one alone', (badOnes) => rejection('SVC0002', [`tel%3A${badOnes[0]}`])],
	['names the part of the request', () => rejection('SVC0002', ['Address'])],
	['names nothing', () => rejection('SVC0004', [])],
	['names a number that was not asked for', () => rejection('SVC0004', ['tel:+12065559999'])],
];

describe('A batch with bad recipients', () => {
	test.each(waysToRefuse)(
		'All but the bad recipients are sent to, once, if AT&T %s',
		async (_, reject) => {
			const badSets = fc.uniqueArray(fc.nat(49).map(mobile), { maxLength: 50 });
			await fc.assert(
				fc.asyncProperty(badSets, fc.integer({ min: 1, max: 50 }), async (bad, count) => {
					const addresses = range(count).map(mobile);
					const isBad = new Set(bad);
					const { gateway, accepted, requests } = startGateway(isBad, reject);
					const outcomes = await sendBatch(gateway, outbound(addresses), retryOptions());

					const good = addresses.filter((to) => !isBad.has(to));
					expect([...accepted].sort()).toEqual(good);
					expect(sentIn(outcomes).sort()).toEqual(good);
					expect(failedIn(outcomes).sort()).toEqual(addresses.filter((to) => isBad.has(to)));
					expect(requests()).toBeLessThanOrEqual(2 * count);
				}),
				{ numRuns: 40 },
			);
		},
	);

	test('Two requests are made if AT&T names the bad recipients, however many there are', async () => {
		const bad = new Set([3, 30, 49].map(mobile));
		const { gateway, requests } = startGateway(bad, (badOnes) => rejection('SVC0004', badOnes));
		const outcomes = await sendBatch(gateway, outbound(range(50).map(mobile)), retryOptions());
		expect(requests()).toBe(2);
		expect(failedIn(outcomes)).toEqual([...bad]);
	});

	test.each<[string, GatewayError]>([
		['the text', rejection('SVC0002', ['Message'])],
		['the sender', rejection('SVC0002', ['senderAddress'])],
		['the app', rejection('POL0002', [])],
		['too many addresses', rejection('POL0003', ['address'])],
		['a reset connection', new GatewayError('noResponse', 'ECONNRESET')],
		['an response that can’t be read', new GatewayError('invalidResponse', 'it is empty')],
		['a broken gateway', new GatewayError('serverError', 'HTTP 500', { httpStatus: 500 })],
	])('One request is made if it failed over %s', async (_, failure) => {
		const { gateway, requests } = startGateway(new Set([mobile(1)]), () => failure);
		const addresses = range(50).map(mobile);
		expect(await sendBatch(gateway, outbound(addresses), retryOptions())).toEqual([
			{ addresses, failure },
		]);
		expect(requests()).toBe(1);
	});

	test('A response without an id counts as sent only if notification was asked for', async () => {
		const gateway: Client = {
			baseUrl: 'https://api.att.com',
			dialect: attV2,
			request: async (_, read) => ({ value: read({}), payload: {} }),
		};
		const addresses = [mobile(1)];
		const notified = { ...outbound(addresses), notifyDeliveryStatus: true };
		expect(sentIn(await sendBatch(gateway, notified, retryOptions()))).toEqual(addresses);
		expect(failedIn(await sendBatch(gateway, outbound(addresses), retryOptions()))).toEqual(
			addresses,
		);
	});
});
