import { XMLParser } from 'fast-xml-parser';
import { assert, asyncProperty, string } from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { closeAll, startClient, type Call } from '../support/client.mts';

afterEach(closeAll);

const wire = (file: string) =>
	readFileSync(join(import.meta.dirname, '../../../fixtures/wire', file), 'utf8');

const id = 'SMSa9b1927803784049';
const base = { resourceUrlBase: 'https://api.att.com' };

describe('Forms that AT&T’s page leaves out', () => {
	test.each([
		['send.v2', '/rest/sms/2/messaging/outbox'],
		['send.v3', '/sms/v3/messaging/outbox'],
		['send.oneapi', '/2/smsmessaging/outbound/22627000/requests'],
	])('The response to a send has the form of %s', async (fixture, path) => {
		const { api } = await startClient({ ...base, messageIds: [id] });
		const answer = await api(path, { json: JSON.parse(wire(`${fixture}.request.json`)) });
		expect(answer.http).toBe(201);
		expect(answer.json).toEqual(JSON.parse(wire(`${fixture}.answer.json`)));
	});

	test('The response to a send in XML has the form of send.v2', async () => {
		const { sendV2 } = await startClient({
			...base,
			responseForm: 'xml',
			xmlDeclaration: true,
			messageIds: [id],
		});
		const printed = wire('send.v2.answer.xml').replace(/(>)\s+|\s+(<)/g, '$1$2');
		expect((await sendV2('tel:+12065550100')).text).toBe(printed.trim());
	});

	test('A delivery status has the form of v3', async () => {
		const { sandbox, api, sendV2 } = await startClient({
			...base,
			messageIds: [id],
			deliveryDelayMs: 'manual',
			statusAddressForm: 'tel:+1',
		});
		await sendV2(['tel:+12065550100', 'tel:+12065550101']);
		sandbox.setStatus(id, '+12065550100', 'DeliveredToTerminal');
		const answer = await api(`/sms/v3/messaging/outbox/${id}`);
		expect(answer.json).toEqual(JSON.parse(wire('delivery-status.v3.answer.json')));
	});

	test('Errors come in XML, in either letter case', async () => {
		const { sandbox, api } = await startClient();
		const headers = { accept: 'application/xml' };
		const json = { outboundSMSRequest: { address: ['tel:+12065550100', 'x'], message: 'Hello' } };
		const call: Call = { json, headers };
		const answer = await api('/sms/v3/messaging/outbox', call);
		expect(answer.headers['content-type']).toBe('application/xml');
		expect(answer.text).toBe(
			'<RequestError><ServiceException><MessageId>SVC0004</MessageId>' +
				'<Text>No valid addresses provided in the message part %1.</Text><Variables>address</Variables>' +
				'</ServiceException></RequestError>',
		);
		sandbox.configure({ nameCase: 'other' });
		expect((await api('/sms/v3/messaging/outbox', call)).text).toMatch(
			/^<requestError><serviceException><messageId>SVC0004</,
		);
	});
});

describe('The letter case of names', () => {
	test('Names can be in the other letter case', async () => {
		const { sandbox, api } = await startClient({ nameCase: 'other', responseForm: 'json' });
		const text = () => sandbox.text({ from: '+12065550100', to: '22627000', message: 'Hello' });
		text();
		const att = await api('/sms/v3/messaging/inbox/22627000');
		text();
		const oneApi = await api('/2/smsmessaging/inbound/registrations/22627000/messages');
		const { inboundSMSMessageList: lower } = att.json;
		const { InboundSmsMessageList: upper } = oneApi.json;
		expect(Object.keys(lower)).toEqual([
			'inboundSMSMessage',
			'numberOfMessagesInThisBatch',
			'resourceURL',
			'totalNumberOfPendingMessages',
		]);
		expect(Object.keys(upper)).toEqual([
			'InboundSmsMessage',
			'NumberOfMessagesInThisBatch',
			'ResourceUrl',
			'TotalNumberOfPendingMessages',
		]);
	});

	test('The response to a token request is the same in any letter case', async () => {
		const { token } = await startClient({ nameCase: 'other', singleAsObject: true });
		const answer = await token({
			client_id: 'sandbox-app-key',
			client_secret: 'sandbox-app-secret',
			grant_type: 'client_credentials',
		});
		expect(Object.keys(answer.json)).toEqual([
			'access_token',
			'token_type',
			'expires_in',
			'refresh_token',
		]);
	});
});

describe('A list of one', () => {
	test('A list of one can come as its only element', async () => {
		const { sandbox, inboxV2 } = await startClient({ singleAsObject: true });
		const list = async () => (await inboxV2()).json.InboundSmsMessageList.InboundSmsMessage;
		expect(await list()).toEqual([]);
		sandbox.text({ from: '+12065550100', to: '22627000', message: 'one' });
		expect(await list()).toMatchObject({ Message: 'one' });
		for (const message of ['one', 'two']) {
			sandbox.text({ from: '+12065550100', to: '22627000', message });
		}
		expect(await list()).toMatchObject([{ Message: 'one' }, { Message: 'two' }]);
	});
});

describe('Any text', () => {
	const parser = new XMLParser({ parseTagValue: false, trimValues: false, htmlEntities: false });

	test('Any text comes out of the inbox as it went in, in JSON', async () => {
		const { sandbox, api } = await startClient();
		await assert(
			asyncProperty(string({ unit: 'binary' }), async (message) => {
				sandbox.text({ from: '+12065550100', to: '22627000', message });
				const answer = await api('/sms/v3/messaging/inbox/22627000');
				expect(answer.json.InboundSmsMessageList.InboundSmsMessage[0].Message).toBe(message);
			}),
		);
	});

	test('Any text that a phone can send comes out of the inbox as it went in, in XML', async () => {
		const { sandbox, api } = await startClient({ responseForm: 'xml' });
		// Markup and blanks often; controls that XML 1.0 can’t hold at all, never.
		const unit = string({ unit: 'grapheme', maxLength: 3 });
		const messages = unit.map((text) => ` <${text}>&amp;]]>\n${text}\t`);
		await assert(
			asyncProperty(messages, async (message) => {
				sandbox.text({ from: '+12065550100', to: '22627000', message });
				const answer = await api('/sms/v3/messaging/inbox/22627000');
				const { InboundSmsMessageList: list } = parser.parse(answer.text);
				expect(list.InboundSmsMessage.Message).toBe(message);
			}),
		);
	});
});
