import fc from 'fast-check';

import type { SendResult } from '../../../../../../nodes/AttSms/operations/send/sendBatch.ts';
import {
	assignResults,
	failedJson,
	sentJson,
	type RecipientResult,
} from '../../../../../../nodes/AttSms/operations/send/output.ts';
import { batchMessages } from '../../../../../../nodes/AttSms/operations/send/batchMessages.ts';
import { GatewayError } from '../../../../../../nodes/shared/errors/gatewayError.ts';
import { mobile } from '../../../../../support/mobile.mts';

const response = (messageId: string) => ({
	value: { messageId, resourceUrl: `https://api.att.com/${messageId}` },
	payload: { Id: messageId },
});

const size = { encoding: 'GSM-7', segments: 1, bytes: 5 } as const;
const rejected = new GatewayError('rejected', 'SVC0004: No');
const unanswered = new GatewayError('noResponse', 'ECONNRESET');

describe('The results of a batch', () => {
	test('Every item gets the results of its own recipients', () => {
		const recipients = fc.uniqueArray(fc.nat(80).map(mobile), { minLength: 1, maxLength: 80 });
		fc.assert(
			fc.property(
				fc.array(recipients, { minLength: 1, maxLength: 8 }),
				fc.nat(50),
				(lists, cut) => {
					const drafts = lists.map((to, itemIndex) => ({
						itemIndex,
						recipients: to,
						message: 'Hello',
						notifyDeliveryStatus: false,
						senderAddress: '',
					}));
					const results = new Map<number, RecipientResult[]>();
					for (const request of batchMessages(drafts, true)) {
						const { addresses } = request.outbound;
						const outcomes: SendResult[] = [
							{ addresses: addresses.slice(0, cut), response: response('SMS1') },
							{ addresses: addresses.slice(cut), failure: rejected },
						];
						assignResults(request, outcomes, results);
					}
					expect([...results.keys()].sort((a, b) => a - b)).toEqual(lists.map((_, item) => item));
					for (const [item, own] of results) {
						expect(own.flatMap(({ to }) => to).sort()).toEqual([...(lists[item] ?? [])].sort());
						for (const result of own) {
							expect(result.to.length).toBeGreaterThan(0);
							expect(Boolean(result.response)).not.toBe(Boolean(result.failure));
						}
					}
				},
			),
		);
	});
});

describe('The output of a sent item', () => {
	const one: RecipientResult = { to: [mobile(1)], response: response('SMS1') };
	const two: RecipientResult = { to: [mobile(2), mobile(3)], response: response('SMS2') };
	const draft = {
		itemIndex: 0,
		recipients: [],
		senderAddress: '',
		message: 'Hello',
		notifyDeliveryStatus: false,
		size,
		simplify: true,
	};

	test('The output of an item with one recipient has what matters first and the URL last', () => {
		const json = sentJson([one], draft, { deliveries: [], final: false });
		expect(Object.entries(json)).toEqual([
			['to', mobile(1)],
			['status', 'accepted'],
			['message', 'Hello'],
			['messageId', 'SMS1'],
			['segments', 1],
			['encoding', 'GSM-7'],
			['recipients', [mobile(1)]],
			['deliveries', []],
			['final', false],
			['notifyDeliveryStatus', false],
			['resourceUrl', 'https://api.att.com/SMS1'],
		]);
	});

	test('The output of an item with several recipients in one request lists them', () => {
		expect(sentJson([two], { ...draft, notifyDeliveryStatus: true }, {})).toMatchObject({
			to: [mobile(2), mobile(3)],
			recipients: [mobile(2), mobile(3)],
			messageId: 'SMS2',
			notifyDeliveryStatus: true,
		});
	});

	test('The output of an item that took several requests has the id of each', () => {
		expect(sentJson([one, two], draft, {})).toMatchObject({
			messageId: 'SMS1',
			to: [mobile(1), mobile(2), mobile(3)],
			messages: [
				{ messageId: 'SMS1', to: mobile(1) },
				{ messageId: 'SMS2', to: [mobile(2), mobile(3)] },
			],
		});
	});

	test('Without Simplify the output is the gateway’s own objects', () => {
		const raw = { ...draft, simplify: false };
		expect(sentJson([one], raw, {})).toEqual({ Id: 'SMS1' });
		expect(sentJson([one, two], raw, {})).toEqual({
			messages: [{ Id: 'SMS1' }, { Id: 'SMS2' }],
		});
	});
});

describe('The output of a failed item', () => {
	const sent: RecipientResult = { to: [mobile(1)], response: response('SMS1') };

	test.each<[string, RecipientResult[], object]>([
		['rejected', [{ to: [mobile(2)], failure: rejected }], { to: mobile(2), maybeSent: false }],
		[
			'left without a response',
			[{ to: [mobile(2)], failure: unanswered }],
			{ to: mobile(2), maybeSent: true },
		],
		[
			'rejected for one recipient and left without a response for another',
			[
				{ to: [mobile(2)], failure: rejected },
				{ to: [mobile(3)], failure: unanswered },
			],
			{ to: [mobile(2), mobile(3)], maybeSent: true },
		],
		[
			'rejected in part',
			[sent, { to: [mobile(2), mobile(3)], failure: rejected }],
			{
				to: [mobile(2), mobile(3)],
				maybeSent: false,
				sent: [{ messageId: 'SMS1', resourceUrl: 'https://api.att.com/SMS1', to: mobile(1) }],
			},
		],
	])(
		'An item that was %s has its error, and the recipients that it concerns',
		(_, results, expected) => {
			expect(failedJson(results)).toEqual(expected);
		},
	);
});
