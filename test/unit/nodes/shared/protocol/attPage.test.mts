import { readAddress } from '../../../../../nodes/shared/protocol/address.ts';
import { attV2 } from '../../../../../nodes/shared/protocol/codecs/attV2.ts';
import { oneApiV2 } from '../../../../../nodes/shared/protocol/codecs/oneApi.ts';
import { parsePayload } from '../../../../../nodes/shared/protocol/payload.ts';
import type { Dialect, WireRequest } from '../../../../../nodes/shared/protocol/types.ts';
import { fixture } from '../../fixtures.mts';

const base = 'https://api.att.com';
const att: Dialect = attV2;
const oneApi: Dialect = oneApiV2;
const page = (file: string) => fixture(`att-page/${file}`);
const answer = (file: string) => parsePayload(page(file));

/** "GET https://api.att.com/…", as the page’s request line has it. */
const requestLine = ({ method, path }: WireRequest) => `${method} ${base}${path}`;
const printedLine = (file: string) => page(file).split('\n')[0];

describe('The requests in AT&T’s page', () => {
	test('Get SMS of AT&T is requested as in the page', () => {
		expect(requestLine(att.inboxRequest('22627000'))).toBe(printedLine('get-sms.att.request.http'));
	});

	test('Get SMS of GSMA OneAPI is requested as in the page', () => {
		expect(requestLine(oneApi.inboxRequest('22627000'))).toBe(
			printedLine('get-sms.oneapi.request.http'),
		);
	});

	test('Get SMS Delivery Status of AT&T is requested as in the page', () => {
		const query = { messageId: 'SMSa9b1927803784049', senderAddress: '' };
		expect(att.statusRequests(query, base).map(requestLine)).toEqual([
			printedLine('delivery-status.att.request.http'),
		]);
	});

	test('Get SMS Delivery Status of GSMA OneAPI is requested at the resource URL that its response names', () => {
		const { deliveryInfoList } = answer('delivery-status.oneapi.answer.json') as {
			deliveryInfoList: { resourceURL: string };
		};
		const resourceUrl = deliveryInfoList.resourceURL;
		const query = { messageId: 'SMSa9b1927803784049', senderAddress: '22888026', resourceUrl };
		const asked = oneApi.statusRequests(query, base).map(requestLine);
		expect(asked[0]).toBe(`GET ${resourceUrl}`);
		// Without the resource URL, the form of the path that it shows is still among those tried.
		const without = oneApi.statusRequests({ ...query, resourceUrl: '' }, base).map(requestLine);
		expect(without).toContain(`GET ${resourceUrl}`);
	});

	test('Send SMS is requested as in the page', () => {
		const curl = page('quickstart.send-sms.sh');
		const printed = JSON.parse(page('send-sms.request.json')) as { Address: string[] };
		const request = att.sendRequest({
			// The page’s numbers have ten digits; the node writes them in full.
			addresses: printed.Address.map(() => '+12065550100'),
			message: 'SMS Message Text',
			notifyDeliveryStatus: false,
			senderAddress: '',
		});
		expect(requestLine(request)).toBe(
			`${/--request (\w+)/.exec(curl)?.[1]} ${/"(https:[^"]*)"/.exec(curl)?.[1]}`,
		);
		expect(request.body).toEqual({
			...printed,
			Address: printed.Address.map(() => 'tel:+12065550100'),
			NotifyDeliveryStatus: false,
		});
	});
});

describe('The responses in AT&T’s page', () => {
	test('The page’s response to Get SMS of AT&T is read', () => {
		const payload = answer('get-sms.att.answer.json');
		expect(att.readInbox(payload, '22627000')).toEqual({
			messages: [
				{
					messageId: 'msg0',
					message: 'Hello',
					senderAddress: '+14257850159',
					destinationAddress: '22627000',
					dateTime: '',
					raw: { MessageId: 'msg0', Message: 'Hello', SenderAddress: 'tel:4257850159' },
				},
			],
			pending: 0,
		});
	});

	test('The page’s response to Get SMS of GSMA OneAPI is read, in XML though JSON was asked for', () => {
		const payload = answer('get-sms.oneapi.answer.xml');
		expect(oneApi.readInbox(payload, '22627000')).toMatchObject({
			messages: [
				{
					messageId: 'msg0',
					message: 'Hello',
					senderAddress: '+14257850159',
					destinationAddress: '22627000',
				},
			],
			pending: 0,
		});
	});

	test('The page’s response to Get SMS Delivery Status of AT&T is read', () => {
		expect(att.readDeliveries(answer('delivery-status.att.answer.json'))).toEqual([
			{ id: 'msg0', to: readAddress('3500000992'), status: 'DeliveredToTerminal' },
		]);
	});

	test('The page’s response to Get SMS Delivery Status of GSMA OneAPI is read', () => {
		expect(oneApi.readDeliveries(answer('delivery-status.oneapi.answer.json'))).toEqual([
			{ to: '+13500000992', status: 'DeliveredToTerminal' },
		]);
	});
});
