import fc from 'fast-check';
import { createProgress } from '../../../../../../nodes/AttSms/operations/send/progress.ts';
import type { Draft } from '../../../../../../nodes/AttSms/operations/send/batchMessages.ts';
import { GatewayError } from '../../../../../../nodes/shared/errors/gatewayError.ts';
import { indexesIn } from '../../../../../support/itemRanges.mts';
import { mobiles } from '../../../../../support/mobile.mts';

const draft = (itemIndex: number, recipients = 1): Draft => ({
	itemIndex,
	recipients: mobiles(recipients),
	message: 'Hello',
	notifyDeliveryStatus: false,
	senderAddress: '',
});

const progressOf = (...recipients: number[]) =>
	createProgress(
		recipients.length,
		recipients.map((count, itemIndex) => draft(itemIndex, count)),
		new Map(),
	);

const accepted = async () => 'accepted';
const fails = (kind: 'rejected' | 'noResponse') => async () => {
	throw new GatewayError(kind, 'it failed');
};

describe('The progress of a run', () => {
	test('All items are unsent before the first request, and sent after the last', async () => {
		const { track, summary } = progressOf(1, 1, 1);
		expect(summary()).toEqual({ attSms_notSentItems: '0–2' });
		await track([0, 1, 2], accepted);
		expect(summary()).toEqual({ attSms_sentItems: '0–2' });
	});

	test('An item counts as maybe sent while its request is in flight', async () => {
		const { track, summary } = progressOf(1, 1);
		let response = () => {};
		const tracked = track([1], async () => await new Promise<void>((done) => (response = done)));
		expect(summary()).toEqual({ attSms_maybeSentItems: '1', attSms_notSentItems: '0' });
		response();
		await tracked;
		expect(summary()).toEqual({ attSms_sentItems: '1', attSms_notSentItems: '0' });
	});

	test('An item stays maybe sent after an unclear response, and is not sent after a rejection', async () => {
		const { track, summary } = progressOf(1, 1);
		await expect(track([0], fails('noResponse'))).rejects.toThrow('it failed');
		await expect(track([1], fails('rejected'))).rejects.toThrow('it failed');
		expect(summary()).toEqual({ attSms_maybeSentItems: '0', attSms_notSentItems: '1' });
	});

	test('An item of several recipients is listed under each result that one of them has', async () => {
		const { track, summary } = progressOf(3);
		await track([0], accepted);
		await track([0], fails('noResponse')).catch(() => {});
		expect(summary()).toEqual({
			attSms_sentItems: '0',
			attSms_maybeSentItems: '0',
			attSms_notSentItems: '0',
		});
	});

	test('Each item of one recipient is listed under its own result alone', async () => {
		const outcomes = fc.array(fc.constantFrom('accepted', 'noResponse', 'rejected', 'waiting'), {
			minLength: 1,
			maxLength: 40,
		});
		await fc.assert(
			fc.asyncProperty(outcomes, async (each) => {
				const { track, summary } = progressOf(...each.map(() => 1));
				for (const [item, outcome] of each.entries()) {
					if (outcome === 'waiting') continue;
					const request = outcome === 'accepted' ? accepted : fails(outcome as 'rejected');
					await track([item], request).catch(() => {});
				}
				const words = summary();
				const where = (...wanted: string[]) =>
					[...each.keys()].filter((item) => wanted.includes(each[item] as string));
				expect(indexesIn(words.attSms_sentItems)).toEqual(where('accepted'));
				expect(indexesIn(words.attSms_maybeSentItems)).toEqual(where('noResponse'));
				expect(indexesIn(words.attSms_notSentItems)).toEqual(where('rejected', 'waiting'));
			}),
		);
	});

	test('Progress begins with what an earlier try sent, or may have sent', () => {
		const payload = {};
		const response = { value: { messageId: 'SMS1', resourceUrl: '' }, payload };
		const failure = new GatewayError('noResponse', 'no response');
		const { summary } = createProgress(
			3,
			[draft(0), draft(1), draft(2)],
			new Map([
				[0, [{ to: ['+12065550100'], response }]],
				[2, [{ to: ['+12065550100'], failure }]],
			]),
		);
		expect(summary()).toEqual({
			attSms_sentItems: '0',
			attSms_maybeSentItems: '2',
			attSms_notSentItems: '1',
		});
	});

	test('The lists fit in the length that n8n takes, and show that there is more', async () => {
		const { track, summary } = progressOf(...Array.from({ length: 400 }, () => 1));
		for (let item = 0; item < 400; item += 2) await track([item], accepted);
		const { attSms_sentItems: sent = '' } = summary();
		expect(sent.length).toBeLessThanOrEqual(255);
		expect(sent).toMatch(/^0, 2, 4, .*\d, …$/);
	});
});
