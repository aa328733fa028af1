import * as z from 'zod/v4';

import { printable } from './setting.mts';

export const shortCodeNumber = z.string().regex(/^\d{3,8}$/, 'three to eight digits');

const url = z.string().max(2000);

/** Where a short code's callbacks go. User and password in a URL become Basic auth. */
export const listenersSchema = z.strictObject({
	message: url.optional().meta({
		title: 'Listener for messages',
		description: 'Repeated until it answers 2xx. Makes an offline short code online.',
	}),
	deliveryStatus: url.optional().meta({
		title: 'Listener for delivery statuses',
		description: 'For messages sent with NotifyDeliveryStatus.',
	}),
	headers: z
		.record(z.string().max(200), z.string().max(4000))
		.optional()
		.meta({ title: 'Headers', description: 'AT&T sends none; a proxy in between may.' }),
});

export const shortCodeSchema = z.strictObject({
	shortCode: shortCodeNumber,
	mode: z
		.enum(['offline', 'online'])
		.meta({ description: 'offline: read by polling; online: posted to the listener.' }),
	listener: url.optional().meta({ description: 'For messages and delivery statuses alike.' }),
	listeners: listenersSchema.optional(),
});

const scope = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,50}$/);

export const appSchema = z.strictObject({
	appKey: printable.min(1).max(200).meta({ title: 'App Key' }),
	appSecret: printable.min(1).max(200).meta({ title: 'App Secret' }),
	/** The scopes the app may ask for. Default `['SMS']`. */
	scopes: z.array(scope).max(50).optional(),
	/** Messages are sent from the first one unless OneAPI's senderAddress says otherwise. */
	shortCodes: z.array(shortCodeSchema).max(1000).optional(),
	/** A suspended app gets no token, and its tokens open nothing. */
	suspended: z.boolean().optional(),
});

export type Listeners = z.output<typeof listenersSchema>;
export type ShortCodeConfig = z.output<typeof shortCodeSchema>;
export type AppConfig = z.output<typeof appSchema>;

export const defaultApp: AppConfig = {
	appKey: 'sandbox-app-key',
	appSecret: 'sandbox-app-secret',
	scopes: ['SMS'],
	shortCodes: [
		{ shortCode: '22627000', mode: 'offline' },
		{ shortCode: '22627012', mode: 'online' },
	],
};
