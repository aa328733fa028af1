import * as z from 'zod/v4';

import { settingsOf } from './setting.mts';

const { setting } = settingsOf('Form of answers and callbacks');

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
	answerForm: setting(
		z.enum(['documented', 'json', 'xml']),
		'documented',
		'Format of successful answers',
		'`documented`: JSON, but XML for OneAPI’s inbox.',
	),
	nameCase: setting(
		z.enum(['documented', 'other']),
		'documented',
		'Letter case of names in answers, errors and callbacks',
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
		z.enum(['documented', 'att', 'oneApi']),
		'documented',
		'Dialect of callbacks',
		'`documented`: AT&T’s for messages, the send’s own for delivery statuses.',
	),
	callbackForm: setting(z.enum(['json', 'xml']), 'json', 'Format of callbacks'),
	resourceUrlBase: setting(
		z.url({ protocol: /^https?$/ }).nullable(),
		null,
		'Resource URLs start with',
		'In place of the sandbox’s own URL.',
	),
	oneApiStatusPaths: setting(
		z
			.array(z.enum(['standard', 'att', 'example']))
			.min(1)
			.max(3),
		['standard', 'att', 'example'],
		'Paths of OneAPI’s delivery status',
		'`standard`: outbound/{sender}/requests/{id}/deliveryInfos; `att`: outbound/requests/{sender}/{id}/deliveryInfos; `example`: outbound/{sender}/{id}/deliveryInfos. The others are 404.',
	),
};
