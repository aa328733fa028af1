import {
	fromRecord,
	toRecord,
	type SendState,
} from '../../../../../../nodes/AttSms/operations/send/sendRecord.ts';

test('A retry that fails before it has read its input keeps what an earlier try kept of a response', () => {
	const sent = { value: { messageId: 'SMS1', resourceUrl: '' }, payload: { raw: true } };
	const state: SendState = {
		results: new Map([[0, [{ to: ['+12065550100'], response: sent }]]]),
		followed: new Map(),
	};
	const kept = toRecord(fromRecord(toRecord(state, [])), []);
	expect(fromRecord(kept).results.get(0)?.[0]?.response).toEqual(sent);
});
