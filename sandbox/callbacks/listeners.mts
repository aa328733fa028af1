import type { AppConfig, Listeners } from '../types.mts';

const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** Whether a URL's host, or a Host header without its port, is this machine and no other. */
export const isLoopback = (host: string) => loopbackHost.test(host);

const checkUrl = (url: string | undefined) => {
	if (url === undefined) return;
	const parsed = URL.canParse(url) ? new URL(url) : null;
	if (!parsed || !/^https?:$/.test(parsed.protocol)) throw new TypeError('Not an HTTP URL.');
	// The sandbox calls nobody but this machine.
	if (!isLoopback(parsed.hostname)) throw new TypeError('A listener must be on loopback.');
};

/** The URLs that each short code's callbacks go to. */
export const createListeners = (apps: AppConfig[]) => {
	const byShortCode = new Map<string, Listeners>();

	const set = (shortCode: string, { message, deliveryStatus, headers }: Listeners) => {
		checkUrl(message);
		checkUrl(deliveryStatus);
		byShortCode.set(shortCode, { message, deliveryStatus, headers });
	};

	for (const { shortCode, listener, listeners } of apps.flatMap((app) => app.shortCodes ?? [])) {
		set(shortCode, { message: listener, deliveryStatus: listener, ...listeners });
	}

	return {
		/** Throws `RangeError` on an unknown short code, `TypeError` on a URL off loopback. */
		set(shortCode: string, listeners: Listeners): Listeners {
			if (!byShortCode.has(shortCode)) {
				throw new RangeError(`No app has the short code ${shortCode}.`);
			}
			set(shortCode, listeners);
			return byShortCode.get(shortCode)!;
		},
		get: (shortCode: string): Listeners => byShortCode.get(shortCode) ?? {},
		/**
		 * Where a delivery notification goes: to the sender's own listener, or, since AT&T's sends
		 * name no sender, to another of the app's short codes that has one.
		 */
		forDeliveries(app: AppConfig | undefined, senderAddress: string): string {
			const own = [senderAddress, ...(app?.shortCodes ?? []).map((code) => code.shortCode)];
			return own.find((code) => byShortCode.get(code)?.deliveryStatus) ?? senderAddress;
		},
		entries: () => [...byShortCode],
	};
};

export type ListenerTable = ReturnType<typeof createListeners>;
