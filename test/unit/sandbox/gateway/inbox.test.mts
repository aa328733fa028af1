import { addressForms } from '../../../../sandbox/settings/forms.mts';
import { closeAll, startClient } from '../support/client.mts';

afterEach(closeAll);

const minutes = 60_000;
const from = '+12065550100';

describe('The inbox', () => {
	test('Each read of the inbox empties one page', async () => {
		const { sandbox, inboxV2 } = await startClient({ inboxPageSize: 2 });
		for (let n = 0; n < 5; n++) sandbox.text({ from, to: '22627000', message: `m${n}` });
		const pages = [];
		for (let read = 0; read < 4; read++) {
			const { InboundSmsMessageList: list } = (await inboxV2()).json;
			pages.push([
				list.InboundSmsMessage.map((each: any) => `${each.MessageId} ${each.Message}`),
				list.NumberOfMessagesInThisBatch,
				list.TotalNumberOfPendingMessages,
			]);
		}
		expect(pages).toEqual([
			[['msg0 m0', 'msg1 m1'], '2', '3'],
			[['msg0 m2', 'msg1 m3'], '2', '1'],
			[['msg0 m4'], '1', '0'],
			[[], '0', '0'],
		]);
		expect(sandbox.history.mo.map(({ state, readIn }) => [state, readIn])).toEqual([
			['read', 0],
			['read', 0],
			['read', 1],
			['read', 1],
			['read', 2],
		]);
		expect(sandbox.history.inboxReads[1]).toMatchObject({
			removed: ['mo3', 'mo4'],
			pending: 1,
			clientSaw: 'answered',
		});
	});

	test('Messages have ids that never come twice if set so', async () => {
		const { sandbox, inboxV2 } = await startClient({ inboxMessageIds: 'unique' });
		const ids = [];
		for (let n = 0; n < 3; n++) {
			sandbox.text({ from, to: '22627000', message: 'Hello' });
			ids.push((await inboxV2()).json.InboundSmsMessageList.InboundSmsMessage[0].MessageId);
		}
		expect(ids).toEqual(['msg0', 'msg1', 'msg2']);
	});

	test('Unread messages are lost 30 minutes after the last read, and every 30 minutes from then on', async () => {
		const { sandbox, inboxV2 } = await startClient({ now: () => 0 });
		const text = (message: string) => sandbox.text({ from, to: '22627000', message });
		sandbox.advance(10 * minutes);
		await inboxV2();
		const first = text('waits almost 30 minutes');
		sandbox.advance(30 * minutes - 1);
		expect(first.state).toBe('waiting');
		const second = text('comes just before');
		sandbox.advance(1);
		expect([first.state, second.state]).toEqual(['expired', 'expired']);
		const third = text('comes after');
		sandbox.advance(30 * minutes);
		expect(third.state).toBe('expired');

		const fourth = text('is read in time');
		sandbox.advance(29 * minutes);
		await inboxV2();
		expect(fourth.state).toBe('read');
		const fifth = text('a read moves the time on');
		sandbox.advance(29 * minutes);
		expect(fifth.state).toBe('waiting');
	});

	test.each([
		['no short code', '/rest/sms/2/messaging/inbox', 400, 'SVC0002'],
		['an online short code', '/sms/v3/messaging/inbox/22627012', 400, 'SVC0002'],
		['a short code of nobody', '/sms/v3/messaging/inbox/99999', 403, 'POL0002'],
	])('A read with %s is rejected', async (_, path, http, code) => {
		const { sandbox, api } = await startClient();
		const answer = await api(path);
		expect(answer.http).toBe(http);
		expect(answer.text).toContain(code);
		expect(sandbox.history.rejected).toMatchObject([{ operation: 'inbox', code }]);
	});

	test.each([
		['/rest/sms/2/messaging/inbox?RegistrationID=22627000', 'InboundSmsMessageList'],
		['/sms/v3/messaging/inbox/22627000', 'InboundSmsMessageList'],
		['/2/smsmessaging/inbound/registrations/22627000/messages', 'inboundSMSMessageList'],
		['/3/smsmessaging/inbound/registrations/22627000/messages', 'inboundSMSMessageList'],
	])('The inbox at %s answers in XML or JSON', async (path, root) => {
		const { sandbox, api } = await startClient({ responseForm: 'json' });
		sandbox.text({ from, to: '22627000', message: 'Hello' });
		expect(Object.keys((await api(path)).json)).toEqual([root]);
		sandbox.configure({ responseForm: 'xml' });
		const xml = await api(path);
		expect(xml.headers['content-type']).toBe('application/xml');
		expect(xml.text).toMatch(new RegExp(`^<${root}>.*</${root}>$`));
	});

	test('The inbox takes texts from any US number or short code, to a short code only', async () => {
		const { sandbox, inboxV2 } = await startClient();
		const senders = ['(206) 555-0100', '206.555.0101', '1 206 555 0102', '22627'];
		for (const sender of senders) sandbox.text({ from: sender, to: '22627000', message: '' });
		const { InboundSmsMessageList: list } = (await inboxV2()).json;
		expect(list.InboundSmsMessage.map((each: any) => each.SenderAddress)).toEqual([
			'tel:2065550100',
			'tel:2065550101',
			'tel:2065550102',
			'short:22627',
		]);
		expect(() => sandbox.text({ from, to: '99999', message: '' })).toThrow(RangeError);
		expect(() => sandbox.text({ from: 'me', to: '22627000', message: '' })).toThrow(RangeError);
	});

	test('Numbers are written in the form that is set', async () => {
		const { sandbox, inboxV2 } = await startClient();
		const written = [];
		for (const inboxAddressForm of addressForms) {
			sandbox.configure({ inboxAddressForm });
			sandbox.text({ from, to: '22627000', message: '' });
			written.push((await inboxV2()).json.InboundSmsMessageList.InboundSmsMessage[0].SenderAddress);
		}
		expect(written).toEqual([
			'tel:+12065550100',
			'tel:12065550100',
			'tel:2065550100',
			'2065550100',
			'+12065550100',
			'tel%3A%2B12065550100',
			'tel%253A%252B12065550100',
		]);
	});
});
