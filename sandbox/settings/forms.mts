import * as z from 'zod/v4';

import { printable, settingsOf } from './setting.mts';

const { setting } = settingsOf('Form of responses and callbacks');

/** How a number is written; see `AddressForm` in types.mts. */
export const addressForms = [
	'tel:+1',
	'tel:1',
	'tel:',
	'bare',
	'e164',
	'encoded',
	'encodedTwice',
] as const;

const addressForm = z.enum(['documented', ...addressForms]);

export const formSettings = {
	responseForm: setting(
		z.enum(['documented', 'json', 'xml']),
		'documented',
		'Format of successful responses',
		"`documented`: JSON, but XML for OneAPI's inbox.",
	),
	nameCase: setting(
		z.enum(['documented', 'other']),
		'documented',
		'Letter case of names in responses, errors and callbacks',
	),
	prettyPrint: setting(z.boolean(), false, 'Indented, with blanks around the colons'),
	escaping: setting(
		z.enum(['correct', 'none']),
		'correct',
		'Escaping of texts',
		'`none`: texts go into JSON and XML as they are, as faulty gateways do it.',
	),
	missingFields: setting(
		z.array(printable.max(100)).max(100),
		[],
		'Fields to leave out',
		"By OneAPI's name, in responses and callbacks: messageId, dateTime, totalNumberOfPendingMessages …",
	),
	nullFields: setting(
		z.array(printable.max(100)).max(100),
		[],
		'Fields that are null',
		"By OneAPI's name, in responses and callbacks. Empty elements in XML.",
	),
	oneApiSendResponse: setting(
		z.enum(['documented', 'request']),
		'documented',
		"OneAPI's response to a send",
		'`request`: an outboundSMSMessageRequest with its resourceURL.',
	),
	callbackDateTime: setting(
		z.enum(['documented', 'att', 'oneApi', 'live', 'zoned', 'javaScript']),
		'documented',
		'Date and time in callbacks',
		'`live`: 26/Jul/2012:21:55:01:462 +0000; `zoned`: 2012-07-26T21:55:01+00:00; `javaScript`: Thu Jul 26 2012 21:55:01 GMT+0000 (UTC).',
	),
	callbackMessageId: setting(
		z.enum(['documented', 'unique']),
		'documented',
		'Message ids in callbacks',
		'`documented`: empty.',
	),
	callbackDestinationForm: setting(
		z.enum(['documented', 'plus', 'tel', 'short']),
		'documented',
		'Short code in callbacks',
		'`plus`: +22627012, as OneAPI gateways write it.',
	),
	deliveryCallbackId: setting(
		z.enum(['documented', 'inDeliveryInfo', 'link']),
		'documented',
		'Message id in delivery statuses',
		"`inDeliveryInfo`: inside each deliveryInfo; `link`: at the end of a link's href.",
	),
	singleAsObject: setting(z.boolean(), false, 'JSON has one element in place of a list of one'),
	xmlDeclaration: setting(z.boolean(), false, 'XML starts with a declaration'),
	inboxAddressForm: setting(
		addressForm,
		'documented',
		'Numbers in the inbox',
		'`documented`: tel: and ten digits.',
	),
	statusAddressForm: setting(
		addressForm,
		'documented',
		'Numbers in statuses',
		'`documented`: bare for AT&T, tel:+1 for OneAPI.',
	),
	callbackAddressForm: setting(
		addressForm,
		'documented',
		'Numbers in callbacks',
		'`documented`: URL-encoded for messages, tel:+1 for delivery statuses.',
	),
	callbackDialect: setting(
		z.enum(['documented', 'att', 'oneApi', 'oneApiList']),
		'documented',
		'Dialect of callbacks',
		"`documented`: AT&T's for messages, the send's own for delivery statuses; `oneApiList`: messages are pushed as a list.",
	),
	callbackForm: setting(z.enum(['json', 'xml']), 'json', 'Format of callbacks'),
	resourceUrlBase: setting(
		z.url({ protocol: /^https?$/ }).nullable(),
		null,
		'Resource URLs start with',
		"In place of the sandbox's own URL.",
	),
	oneApiStatusPaths: setting(
		z
			.array(z.enum(['standard', 'att', 'example']))
			.min(1)
			.max(3),
		['standard', 'att', 'example'],
		"Paths of OneAPI's delivery status",
		'`standard`: outbound/{sender}/requests/{id}/deliveryInfos; `att`: outbound/requests/{sender}/{id}/deliveryInfos; `example`: outbound/{sender}/{id}/deliveryInfos. The others are 404.',
	),
};
