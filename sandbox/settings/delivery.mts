import * as z from 'zod/v4';

import { bounded, phoneNumber, settingsOf } from './setting.mts';

/** `DeliveryUncertain`, `MessageWaiting` and `DeliveryNotificationNotSupported` are OneAPI's. */
export const deliveryStatuses = [
	'DeliveredToNetwork',
	'DeliveredToTerminal',
	'DeliveryImpossible',
	'DeliveryUncertain',
	'MessageWaiting',
	'DeliveryNotificationNotSupported',
] as const;

const { setting } = settingsOf('Sending and delivery');

export const timelineStep = z.strictObject({
	afterMs: bounded.ms(30 * 24 * 3_600_000),
	status: z.enum(deliveryStatuses),
	/** When listeners are notified: once it becomes final (default), always, or without a status. */
	notify: z.enum(['final', 'always', 'only']).optional(),
});

/** A status of a recipient, and when it sets in. */
export type TimelineStep = z.output<typeof timelineStep>;

const badNumber = z.union([
	phoneNumber,
	z.strictObject({ number: phoneNumber, code: z.enum(['SVC0002', 'SVC0004']) }),
]);

export const deliverySettings = {
	deliveryDelayMs: setting(
		z.union([bounded.ms(7 * 24 * 3_600_000), z.literal('manual')]),
		0,
		'Delivery delay, ms',
		'When DeliveredToNetwork becomes final. `manual`: only by the control API.',
	),
	timelines: setting(
		z.record(phoneNumber, z.array(timelineStep).max(100)),
		{},
		'Timelines',
		"The statuses of a number's messages, each at its time after the send.",
	),
	checkReachable: setting(
		z.boolean(),
		true,
		"Numbers that AT&T doesn't reach are rejected",
		"Toll-free and premium numbers, and area codes that can't exist.",
	),
	partlyBadList: setting(
		z.enum(['reject', 'accept']),
		'reject',
		'Lists with a bad address',
		'`reject`: the whole request is rejected; `accept`: the message goes to the others.',
	),
	undeliverable: setting(
		z.array(phoneNumber).max(10_000),
		[],
		'Undeliverable numbers',
		'Messages to them end as DeliveryImpossible.',
	),
	badNumbers: setting(
		z.array(badNumber).max(10_000),
		[],
		'Bad numbers',
		'A request that has one of them is rejected with the code given, SVC0004 for a plain string.',
	),
	badNumberVariable: setting(
		z.enum(['part', 'number']),
		'part',
		'Variables of a rejected address',
		'The name of the message part, as AT&T has it, or the number.',
	),
	notifyResponseHasId: setting(
		z.boolean(),
		true,
		'A send with NotifyDeliveryStatus is answered with an id',
	),
	messageIds: setting(
		z.array(z.string().regex(/^[\w.~-]{1,100}$/)).max(10_000),
		[],
		'Message ids to hand out first',
	),
};
