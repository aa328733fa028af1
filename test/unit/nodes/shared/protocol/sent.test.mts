import { parsePayload } from '../../../../../nodes/shared/protocol/payload.ts';
import { dialects } from '../../../../../nodes/shared/protocol/dialects.ts';

const url = 'https://api.att.com/2/smsmessaging/outbound/22627000/requests/SMS1';

const forms: Array<[string, string]> = [
	['the id and a reference, bare', '{"Id": "SMS1", "ResourceReference": {"ResourceUrl": "URL"}}'],
	[
		'outboundSMSResponse',
		'{"outboundSMSResponse": {"messageId": "SMS1", "resourceReference": {"resourceURL": "URL"}}}',
	],
	['a reference alone', '{"resourceReference": {"resourceURL": "URL"}}'],
	['a resource URL alone', '{"resourceURL": "URL"}'],
	[
		'the request with its resourceURL',
		'{"outboundSMSMessageRequest": {"address": ["tel:+12065550100"], "senderAddress": "22627000", "outboundSMSTextMessage": {"message": "Hello"}, "resourceURL": "URL"}}',
	],
	[
		'the request with its resourceURL and statuses',
		'{"outboundSMSMessageRequest": {"deliveryInfoList": {"deliveryInfo": [], "resourceURL": "URL/deliveryInfos"}, "resourceURL": "URL"}}',
	],
	[
		'the request in XML',
		'<sms:outboundSMSMessageRequest xmlns:sms="urn:x"><address>tel:+12065550100</address><resourceURL>URL</resourceURL></sms:outboundSMSMessageRequest>',
	],
	['a reference in XML', '<resourceReference><resourceURL>URL</resourceURL></resourceReference>'],
];

describe.each(
	dialects.map((dialect) => ({ dialect, name: `${dialect.provider.value} ${dialect.apiVersion}` })),
)('Responses to a send in $name', ({ dialect }) => {
	test.each(forms)('A send is read as sent, with its id, from %s', (_, body) => {
		expect(dialect.readSent(parsePayload(body.replaceAll(/\bURL\b/g, url)))).toEqual({
			messageId: 'SMS1',
			resourceUrl: url,
		});
	});
});
