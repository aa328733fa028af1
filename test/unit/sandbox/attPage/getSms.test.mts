import { XMLParser } from 'fast-xml-parser';

import type { SandboxOptions } from '../../../../sandbox/types.mts';
import { closeAll, startClient, type Client } from '../support/client.mts';
import { startListener } from '../support/listener.mts';

afterEach(closeAll);

const mobile = '+12065550100';
const minute = 60_000;
const parser = new XMLParser({ isArray: (name) => name === 'inboundSMSMessage' });

/** Both providers’ way to read an inbox, in OneAPI’s names. */
const providers: Record<string, (client: Client) => Promise<any>> = {
	'AT&T': async ({ inboxV2 }) => {
		const { InboundSmsMessageList: list } = (await inboxV2()).json;
		return {
			inboundSMSMessage: list.InboundSmsMessage.map((each: any) => ({
				messageId: each.MessageId,
				message: each.Message,
				senderAddress: each.SenderAddress,
			})),
			numberOfMessagesInThisBatch: list.NumberOfMessagesInThisBatch,
			resourceURL: list.ResourceUrl,
			totalNumberOfPendingMessages: list.TotalNumberOfPendingMessages,
		};
	},
	'GSMA OneAPI': async ({ api }) => {
		const { text } = await api('/2/smsmessaging/inbound/registrations/22627000/messages');
		const { inboundSMSMessageList: list } = parser.parse(text);
		return {
			inboundSMSMessage: list.inboundSMSMessage ?? [],
			numberOfMessagesInThisBatch: String(list.numberOfMessagesInThisBatch),
			resourceURL: list.resourceURL,
			totalNumberOfPendingMessages: String(list.totalNumberOfPendingMessages),
		};
	},
};

describe.each(Object.keys(providers))('Get SMS of %s', (provider) => {
	const start = async (options: SandboxOptions = {}) => {
		const client = await startClient({ now: () => 0, ...options });
		const { sandbox } = client;
		const text = (...messages: string[]) =>
			sandbox.texts(messages.map((message) => ({ from: mobile, to: '22627000', message })));
		const read = async () => await providers[provider]!(client);
		const messages = async () =>
			(await read()).inboundSMSMessage.map(({ message }: any) => message);
		return { ...client, text, read, messages };
	};

	test('The Get SMS method receives SMS messages via the polling mechanism.', async () => {
		const { text, messages } = await start();
		text('Hello');
		expect(await messages()).toEqual(['Hello']);
	});

	test('Your app must have an offline short code in order to utilize this method.', async () => {
		const { api } = await start();
		const path =
			provider === 'AT&T'
				? '/rest/sms/2/messaging/inbox?RegistrationID=22627012'
				: '/2/smsmessaging/inbound/registrations/22627012/messages';
		const { http, text } = await api(path);
		expect([http, text]).toEqual([400, expect.stringContaining('SVC0002')]);
	});

	test('The messages are sent to an app from the user’s mobile device to an offline short code associated with the app on the AT&T mobile network.', async () => {
		const { sandbox, text, messages } = await start();
		text('to the offline code');
		sandbox.text({ from: mobile, to: '22627012', message: 'to the online code' });
		const shortCodes = [{ shortCode: '33333', mode: 'offline' as const }];
		sandbox.addApp({ appKey: 'b', appSecret: 'b', shortCodes });
		sandbox.text({ from: mobile, to: '33333', message: "to another app's code" });
		expect(await messages()).toEqual(['to the offline code']);
	});

	test('Upon retrieval of a message, the message is removed from the server.', async () => {
		const { sandbox, text, messages } = await start();
		text('Hello');
		expect([await messages(), await messages()]).toEqual([['Hello'], []]);
		expect(sandbox.history.mo).toMatchObject([{ state: 'read', readIn: 0 }]);
	});

	test('Only the SMS messages received since the last time that this method was run are available to be retrieved.', async () => {
		const { text, messages } = await start();
		text('before');
		await messages();
		text('since', 'then');
		expect(await messages()).toEqual(['since', 'then']);
	});

	test('If the quantity of messages to be retrieved from the server is larger than the number of messages that is able to be retrieved in a single response, then the requesting app must run multiple method requests to retrieve the complete list of the messages.', async () => {
		const { text, messages } = await start({ inboxPageSize: 2 });
		text('1', '2', '3', '4', '5');
		const pages = [await messages(), await messages(), await messages(), await messages()];
		expect(pages.map((page) => page.map(Number))).toEqual([[1, 2], [3, 4], [5], []]);
	});

	test('This method must be requested at least once every thirty minutes.', async () => {
		const { sandbox, text, messages } = await start();
		text('in time');
		sandbox.advance(30 * minute - 1);
		expect(await messages()).toEqual(['in time']);
		text('too late');
		sandbox.advance(30 * minute);
		expect(await messages()).toEqual([]);
	});

	test('The SMS messages are automatically removed from the server after every 30 minutes if this method is not run.', async () => {
		const { sandbox, text, messages } = await start();
		sandbox.advance(10 * minute);
		await messages();
		const [first] = text('waits almost 30 minutes');
		sandbox.advance(30 * minute - 1);
		const [second] = text('comes just before');
		expect([first?.state, second?.state]).toEqual(['waiting', 'waiting']);
		sandbox.advance(1);
		expect([first?.state, second?.state]).toEqual(['expired', 'expired']);
		const [third] = text('comes after');
		sandbox.advance(30 * minute);
		expect(third?.state).toBe('expired');
	});

	test('Note: If you want the SMS messages sent from the user’s mobile device to be forwarded to your app immediately by the API Gateway, then you must register your SMS listener URI in your app account.', async () => {
		const listener = await startListener();
		const { sandbox, text } = await start();
		text('waits');
		sandbox.setListener('22627000', { message: listener.url });
		text('comes');
		await sandbox.idle();
		expect(listener.received.map(({ body }) => JSON.parse(body).Message)).toEqual([
			'waits',
			'comes',
		]);
		await listener.close();
	});

	test('Note: This parameter value is a short code that is obtained from your app account on the AT&T Developer Program website.', async () => {
		const { api } = await start();
		const path =
			provider === 'AT&T'
				? '/rest/sms/2/messaging/inbox?RegistrationID=99999'
				: '/2/smsmessaging/inbound/registrations/99999/messages';
		expect((await api(path)).text).toContain('POL0002');
		expect((await api('/rest/sms/2/messaging/inbox')).text).toContain('SVC0002');
	});

	test('Specifies the message identifier (ID) that is unique for every message returned in the list.', async () => {
		const { text, read } = await start();
		text('a', 'b', 'c');
		const ids = (await read()).inboundSMSMessage.map(({ messageId }: any) => messageId);
		expect(ids).toEqual(['msg0', 'msg1', 'msg2']);
	});

	test('Specifies the mobile number of the sender.', async () => {
		const { text, read } = await start();
		text('Hello');
		expect((await read()).inboundSMSMessage).toMatchObject([{ senderAddress: 'tel:2065550100' }]);
	});

	test('Specifies the number of messages sent in the batch response.', async () => {
		const { text, read } = await start({ inboxPageSize: 2 });
		text('1', '2', '3');
		const counts = [];
		for (let n = 0; n < 3; n++) counts.push((await read()).numberOfMessagesInThisBatch);
		expect(counts).toEqual(['2', '1', '0']);
	});

	test('Specifies the endpoint URI that serves this request.', async () => {
		const { sandbox, read } = await start();
		const path =
			provider === 'AT&T'
				? '/rest/sms/2/messaging/inbox'
				: '/2/smsmessaging/inbound/registrations/22627000/messages';
		expect((await read()).resourceURL).toBe(sandbox.url + path);
	});

	test('Specifies the total number of messages pending that have not been retrieved from the server for the specific RegistrationId parameter value or short code.', async () => {
		const { sandbox, text, read } = await start({ inboxPageSize: 1 });
		sandbox.addShortCode('sandbox-app-key', { shortCode: '33333', mode: 'offline' });
		sandbox.text({ from: mobile, to: '33333', message: 'another short code’s' });
		text('1', '2', '3');
		expect((await read()).totalNumberOfPendingMessages).toBe('2');
	});

	test('Note: This parameter is based on a combination of size, the number of messages, and the maximum response size for the method request.', async () => {
		const { sandbox, text, read } = await start({ inboxPageSize: 3, inboxPageBytes: 100 });
		const counts = async () => {
			const list = await read();
			return [list.numberOfMessagesInThisBatch, list.totalNumberOfPendingMessages].map(Number);
		};
		text(...Array.from({ length: 5 }, () => 'x'.repeat(60)));
		expect(await counts()).toEqual([1, 4]);
		sandbox.configure({ inboxPageBytes: 1000 });
		expect(await counts()).toEqual([3, 1]);
	});

	test('Note: The API Gateway may return messages in batches.', async () => {
		const { text, messages } = await start({ inboxPageSize: 1 });
		text('1', '2');
		expect((await messages()).length).toBe(1);
	});

	test('Note: If the messages are returned in batch mode due to a size limitation, then this parameter contains the remaining number of messages that are waiting to be retrieved from the server for the given short code.', async () => {
		const { text, read } = await start({ inboxPageBytes: 10 });
		text('longer than a page', 'b', 'c');
		expect((await read()).totalNumberOfPendingMessages).toBe('2');
		expect((await read()).totalNumberOfPendingMessages).toBe('0');
	});

	test('Note: If this parameter value is greater than zero (0), then not all of the messages for a particular short code were returned in the response.', async () => {
		const { sandbox, text, read } = await start({ inboxPageSize: 2 });
		text('1', '2', '3');
		expect((await read()).totalNumberOfPendingMessages).toBe('1');
		expect(sandbox.history.mo.map(({ state }) => state)).toEqual(['read', 'read', 'waiting']);
	});

	test('Note: In order to retrieve the messages that remain on the server, the app must make another request to retrieve the remaining messages.', async () => {
		const { text, messages } = await start({ inboxPageSize: 2 });
		text('1', '2', '3');
		await messages();
		expect((await messages()).map(String)).toEqual(['3']);
	});

	test('Note: If this parameter value is zero (0) or empty, then there are no pending messages for the app to retrieve at this time.', async () => {
		const { sandbox, read } = await start();
		const pending = async () => (await read()).totalNumberOfPendingMessages;
		expect(await pending()).toBe('0');
		sandbox.configure({ emptyPendingCount: true });
		expect(await pending()).toBe('');
	});
});

test('Note: The maximum acceptable length for this parameter is 4096 1-byte characters.', async () => {
	const { sandbox } = await startClient();
	for (const to of ['22627000', '22627012']) {
		for (const [character, most] of [
			['x', 4096],
			['é', 4096],
			['€', 2048],
			['я', 2048],
		] as const) {
			const text = (length: number) => () =>
				sandbox.text({ from: mobile, to, message: character.repeat(length) });
			expect(text(most)).not.toThrow();
			expect(text(most + 1)).toThrow(RangeError);
		}
	}
});
