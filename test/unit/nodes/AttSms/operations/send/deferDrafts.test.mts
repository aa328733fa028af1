import {
	deferDrafts,
	deferredItems,
} from '../../../../../../nodes/AttSms/operations/send/deferDrafts.ts';
import type { CheckedDraft } from '../../../../../../nodes/AttSms/operations/send/readDrafts.ts';

const seattle = '+12065550100';
const newYork = '+12125550100';
const night = Date.parse('2026-11-25T23:00:00-08:00');
const draft: CheckedDraft = {
	itemIndex: 3,
	recipients: [newYork, seattle],
	message: 'Hello',
	notifyDeliveryStatus: false,
	senderAddress: '',
	size: { encoding: 'GSM-7', segments: 1 } as CheckedDraft['size'],
	simplify: true,
	quietHours: { start: 21 * 60, end: 8 * 60 },
};

test('Recipients in quiet hours leave the draft, and become one item for each time to wait for', () => {
	const [due] = deferDrafts([draft], new Map(), night);
	expect(due?.recipients).toEqual([]);
	expect(deferredItems(due!)).toEqual([
		{
			json: { deferred: true, to: newYork, notBefore: '2026-11-26T08:00:00-05:00' },
			pairedItem: { item: 3 },
		},
		{
			json: { deferred: true, to: seattle, notBefore: '2026-11-26T08:00:00-08:00' },
			pairedItem: { item: 3 },
		},
	]);
});

test('A recipient that an earlier try texted isn’t deferred, though its quiet hours have begun', () => {
	const response = { value: { messageId: 'SMS1', resourceUrl: '' }, payload: undefined };
	const [due] = deferDrafts([draft], new Map([[3, [{ to: [newYork], response }]]]), night);
	expect(due?.recipients).toEqual([newYork]);
	expect(due?.deferred.flatMap(({ recipients }) => recipients)).toEqual([seattle]);
});

test('Without the option nobody is deferred', () => {
	const [due] = deferDrafts([{ ...draft, quietHours: undefined }], new Map(), night);
	expect(due?.recipients).toEqual(draft.recipients);
	expect(deferredItems(due!)).toEqual([]);
});
