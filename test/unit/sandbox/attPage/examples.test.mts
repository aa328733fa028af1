import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { AppConfig } from '../../../../sandbox/types.mts';
import { closeAll, fetchUrl, startClient } from '../support/client.mts';
import { startListener } from '../support/listener.mts';

const page = (file: string) =>
	readFileSync(join(import.meta.dirname, '../../../fixtures/att-page', file), 'utf8');

/** A request as the page prints it, sent to another root. */
const sendPrinted = (printed: string, root: string) => {
	const [first = '', ...lines] = printed.trim().split('\n');
	const [method, url = ''] = first.split(' ');
	const headers = Object.fromEntries(lines.map((line) => line.split(': ') as [string, string]));
	return fetchUrl(url.replace('https://api.att.com', root), { method: method as 'GET', headers });
};

/** The form in a printed curl’s --data, its placeholders filled in. */
const printedForm = (printed: string, values: Record<string, string>) => {
	const data = /--data "([^"]*)"/.exec(printed)?.[1] ?? '';
	const filled = data.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);
	return Object.fromEntries(new URLSearchParams(filled));
};

const app: AppConfig = {
	appKey: 'key',
	appSecret: 'secret',
	shortCodes: [
		{ shortCode: '22627000', mode: 'offline' },
		{ shortCode: '12345678', mode: 'offline' },
		{ shortCode: '52345678', mode: 'online' },
	],
};

const base = { apps: [app], resourceUrlBase: 'https://api.att.com' };

afterEach(closeAll);

describe('The examples that AT&T’s page prints', () => {
	test('The sandbox gives a token as Get Access Token prints it', async () => {
		const { sandbox, token } = await startClient(base);
		const values = { APP_KEY: 'key', APP_SECRET: 'secret', API_SCOPES: 'SMS' };
		const answer = await token(printedForm(page('token.request.sh'), values));

		const [head = '', body = ''] = page('token.answer.http').split('\n\n');
		const printed = JSON.parse(body.replace('{{EXPIRATION_PERIOD}}', '172800'));
		expect(answer.http).toBe(200);
		expect(head).toContain(`Content-Type: ${String(answer.headers['content-type'])}`);
		expect(head).toContain(`Cache-Control: ${String(answer.headers['cache-control'])}`);
		expect(answer.json).toEqual({
			...printed,
			access_token: expect.stringMatching(/^\w+$/),
			refresh_token: expect.stringMatching(/^\w+$/),
		});
		expect(sandbox.history.tokenRequests).toMatchObject([
			{ grantType: 'client_credentials', outcome: 'issued', scope: 'SMS', clientId: 'key' },
		]);
	});

	test('The sandbox refreshes a token in the Quickstart’s form', async () => {
		const { sandbox, token } = await startClient(base);
		const values = { CLIENT_ID: 'key', CLIENT_SECRET: 'secret' };
		const first = await token(printedForm(page('quickstart.token.sh'), values));
		const refresh = { ...values, REFRESH_TOKEN: first.json.refresh_token };
		const second = await token(printedForm(page('quickstart.refresh-token.sh'), refresh));
		expect(second.http).toBe(200);
		expect(second.json.access_token).not.toBe(first.json.access_token);
		expect(sandbox.history.tokenRequests.map((each) => each.refresh)).toEqual([false, true]);
	});

	test('The sandbox answers Get SMS of AT&T', async () => {
		const { sandbox } = await startClient({ ...base, resourceUrlBase: 'http://api.att.com' });
		sandbox.grantToken({ accessToken: 'xyz123456789' });
		sandbox.text({ from: '425-785-0159', to: '22627000', message: 'Hello' });
		const answer = await sendPrinted(page('get-sms.att.request.http'), sandbox.url);
		expect(answer.http).toBe(200);
		expect(answer.headers['content-type']).toBe('application/json');
		expect(answer.json).toEqual(JSON.parse(page('get-sms.att.answer.json')));
	});

	test('The sandbox answers Get SMS of OneAPI in XML, though JSON was asked for', async () => {
		const { sandbox } = await startClient({ ...base, resourceUrlBase: 'http://api.att.com' });
		sandbox.grantToken({ accessToken: 'xyz123456789' });
		sandbox.text({ from: '4257850159', to: '22627000', message: 'Hello' });
		const answer = await sendPrinted(page('get-sms.oneapi.request.http'), sandbox.url);
		expect(answer.headers['content-type']).toBe('application/xml');
		// The page’s answer is another short code’s, and its blanks are its layout.
		const printed = page('get-sms.oneapi.answer.xml').replace('22627012', '22627000');
		expect(answer.text).toBe(printed.replace(/(>)\s+|\s+(<)/g, '$1$2'));
	});

	test('The sandbox answers Get SMS Delivery Status of AT&T', async () => {
		const { sandbox, sendV2 } = await startClient({ ...base, messageIds: ['SMSa9b1927803784049'] });
		sandbox.grantToken({ accessToken: 'xyz123456789' });
		await sendV2('tel:3500000992');
		const answer = await sendPrinted(page('delivery-status.att.request.http'), sandbox.url);
		// The ids in the page’s request and answer differ in their last character.
		const printed = page('delivery-status.att.answer.json').replace('378404c', '3784049');
		expect(answer.json).toEqual(JSON.parse(printed));
	});

	test('The sandbox answers Get SMS Delivery Status of OneAPI', async () => {
		const { sandbox, api } = await startClient({ ...base, messageIds: ['SMSa9b1927803784049'] });
		sandbox.grantToken({ accessToken: 'xyz123456789' });
		await api('/2/smsmessaging/outbound/12345678/requests', {
			json: {
				outboundSMSMessageRequest: {
					address: ['tel:+13500000992'],
					senderAddress: '12345678',
					outboundSMSTextMessage: { message: 'Hello' },
				},
			},
		});
		const answer = await sendPrinted(page('delivery-status.oneapi.request.http'), sandbox.url);
		const printed = page('delivery-status.oneapi.answer.json').replace('22888026', '12345678');
		expect(answer.json).toEqual(JSON.parse(printed));
	});

	test('The sandbox accepts the Quickstart’s Send a Message', async () => {
		// The printed numbers are placeholders, which no mobile has.
		const { sandbox, api } = await startClient({ ...base, checkReachable: false });
		const json: unknown = JSON.parse(page('send-sms.request.json'));
		const answer = await api('/rest/sms/2/messaging/outbox', { json });
		expect(answer.http).toBe(201);
		expect(sandbox.history.accepted).toMatchObject([
			{
				id: answer.json.Id,
				message: 'SMS Message Text',
				addresses: ['+11234567890', '+11234567890'],
				notify: false,
				clientSaw: 'answered',
			},
		]);
	});

	test('The sandbox posts Receive SMS, with the sender plain or URL-encoded', async () => {
		const printed = JSON.parse(page('receive-sms.callback.json'));
		const listener = await startListener();
		const { sandbox } = await startClient({ ...base, now: () => Date.UTC(2011, 3, 15, 12) });
		sandbox.setListener('52345678', { message: listener.url });

		sandbox.configure({ callbackAddressForm: 'tel:+1' });
		sandbox.text({ from: '+12071111111', to: '52345678', message: 'Hello world' });
		await sandbox.idle();
		sandbox.configure({ callbackAddressForm: 'documented' });
		sandbox.text({ from: '+16309700001', to: '52345678', message: 'Hello world' });
		await sandbox.idle();

		expect(listener.received.map((each) => JSON.parse(each.body))).toEqual([
			printed,
			{ ...printed, SenderAddress: page('receive-sms.sender-address.txt').trim() },
		]);
		expect(listener.received[0]).toMatchObject({
			method: 'POST',
			headers: { 'content-type': 'application/json' },
		});
		await listener.close();
	});
});
