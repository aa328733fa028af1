import { z } from 'zod';

import type { Settings } from './types.mts';

const minute = 60_000;

export const defaultSettings: Settings = {
	accessTokenSeconds: 172_800,
	refreshTokenSeconds: 7_776_000,
	issueRefreshTokens: true,
	rotateRefreshTokens: false,
	grantedScope: null,
	deliveryDelayMs: 0,
	undeliverable: [],
	badNumbers: [],
	badNumberVariable: 'part',
	notifyAnswerHasId: true,
	messageIds: [],
	inboxPageSize: 100,
	inboxMessageIds: 'perList',
	answerForm: 'documented',
	nameCase: 'documented',
	singleAsObject: false,
	xmlDeclaration: false,
	inboxAddressForm: 'documented',
	statusAddressForm: 'documented',
	callbackAddressForm: 'documented',
	callbackDialect: 'documented',
	callbackForm: 'json',
	deliveryNotifications: 'each',
	oneApiStatusPaths: ['standard', 'att', 'example'],
	resourceUrlBase: null,
	latencyMs: 0,
	throttlePerSecond: null,
	throttleOn: ['send', 'status', 'inbox'],
	callbackRetryMs: [1_000, 5_000, 15_000, minute, 5 * minute, 15 * minute],
	callbackRetryForMs: 72 * 60 * minute,
	callbackTimeoutMs: 30_000,
	callbackConnections: 16,
	wireLogSize: 1_000,
};

export const operationSchema = z.enum(['token', 'send', 'status', 'inbox']);

const addressForm = z.enum([
	'documented',
	'tel:+1',
	'tel:1',
	'tel:',
	'bare',
	'e164',
	'encoded',
	'encodedTwice',
]);
const count = z.number().int().min(0);
const atLeastOne = z.number().int().min(1);
const duration = z.number().min(0);

const schema = z
	.object({
		accessTokenSeconds: duration,
		refreshTokenSeconds: duration,
		issueRefreshTokens: z.boolean(),
		rotateRefreshTokens: z.boolean(),
		grantedScope: z.string().nullable(),
		deliveryDelayMs: z.union([duration, z.literal('manual')]),
		undeliverable: z.array(z.string()),
		badNumbers: z.array(
			z.union([
				z.string(),
				z.object({ number: z.string(), code: z.enum(['SVC0002', 'SVC0004']) }).strict(),
			]),
		),
		badNumberVariable: z.enum(['part', 'number']),
		notifyAnswerHasId: z.boolean(),
		messageIds: z.array(z.string().min(1)),
		inboxPageSize: atLeastOne,
		inboxMessageIds: z.enum(['perList', 'unique']),
		answerForm: z.enum(['documented', 'json', 'xml']),
		nameCase: z.enum(['documented', 'other']),
		singleAsObject: z.boolean(),
		xmlDeclaration: z.boolean(),
		inboxAddressForm: addressForm,
		statusAddressForm: addressForm,
		callbackAddressForm: addressForm,
		callbackDialect: z.enum(['documented', 'att', 'oneApi']),
		callbackForm: z.enum(['json', 'xml']),
		deliveryNotifications: z.enum(['each', 'together']),
		oneApiStatusPaths: z.array(z.enum(['standard', 'att', 'example'])).min(1),
		resourceUrlBase: z.string().url().nullable(),
		latencyMs: duration,
		throttlePerSecond: atLeastOne.nullable(),
		throttleOn: z.array(operationSchema),
		callbackRetryMs: z.array(duration).min(1),
		callbackRetryForMs: duration,
		callbackTimeoutMs: z.number().min(1),
		callbackConnections: atLeastOne,
		wireLogSize: count,
	} satisfies { [name in keyof Settings]: z.ZodType<Settings[name]> })
	.strict()
	.partial();

/** In one line what zod found wrong. */
export const explain = (error: z.ZodError): string =>
	error.issues
		.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
		.join('; ');

/** Checks settings that come from outside. Throws `TypeError` on an unknown name or an impossible value. */
export const checkSettings = (settings: unknown): Partial<Settings> => {
	const result = schema.safeParse(settings);
	if (!result.success) throw new TypeError(`Not a setting: ${explain(result.error)}`);
	return Object.fromEntries(
		Object.entries(result.data).filter(([, value]) => value !== undefined),
	) as Partial<Settings>;
};
