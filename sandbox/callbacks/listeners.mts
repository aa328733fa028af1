import type { Context } from '../context.mts';
import type { AppConfig } from '../settings/apps.mts';
import type { Listeners } from '../types.mts';

const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** Whether a URL's host, or a Host header without its port, is this machine and no other. */
export const isLoopback = (host: string) => loopbackHost.test(host);

const headerName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Headers that belong to the connection or that the sandbox sets itself. */
const ownHeaders =
	/^(connection|content-length|content-type|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade)$/i;

const checkHeaders = (headers: Record<string, string> = {}) => {
	for (const [name, value] of Object.entries(headers)) {
		if (!headerName.test(name) || ownHeaders.test(name)) {
			throw new TypeError(`Not a header to send along: ${name}`);
		}
		if (!headerValue.test(value)) throw new TypeError(`The value of ${name} can't be sent.`);
	}
};

/** A listener's URL without user and password, and the header made from them. Throws `TypeError`. */
export const readListenerUrl = (text: string): { url: URL; headers: Record<string, string> } => {
	const url = URL.canParse(text) ? new URL(text) : null;
	if (!url || !/^https?:$/.test(url.protocol)) throw new TypeError('Not an HTTP URL.');
	if (url.port === '0') throw new TypeError("A listener can't have port 0.");
	if (!url.username && !url.password) return { url, headers: {} };
	try {
		const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
		url.username = '';
		url.password = '';
		return { url, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } };
	} catch {
		throw new TypeError("The URL's user or password is malformed.");
	}
};

/** The URLs that each short code's callbacks go to. */
export const createListeners = (
	{ apps, settings }: Context,
	allowOtherHosts: boolean,
	/** Called when a listener has made an offline short code online. */
	wentOnline: (shortCode: string) => void,
) => {
	const byShortCode = new Map<string, Listeners>();

	const checkUrl = (text: string | undefined) => {
		if (text === undefined) return;
		const { url } = readListenerUrl(text);
		if (!allowOtherHosts && !isLoopback(url.hostname)) {
			throw new TypeError('A listener must be on loopback.');
		}
		if (settings.requireHttpsListeners && url.protocol !== 'https:') {
			throw new TypeError('A listener must be HTTPS.');
		}
	};

	/** Whether messages to a short code are posted: it is online, or a listener makes it so. */
	const isOnline = (shortCode: string): boolean =>
		apps.shortCode(shortCode)?.config.mode === 'online' ||
		byShortCode.get(shortCode)?.message !== undefined;

	/** Throws `RangeError` on an unknown short code, `TypeError` on an impossible listener. */
	const set = (shortCode: string, { message, deliveryStatus, headers }: Listeners): Listeners => {
		const config = apps.shortCode(shortCode)?.config;
		if (!config) throw new RangeError(`No app has the short code ${shortCode}.`);
		checkUrl(message);
		checkUrl(deliveryStatus);
		checkHeaders(headers);
		if (message !== undefined && config.mode === 'offline') {
			if (settings.offlineListener === 'reject') {
				throw new TypeError('An offline short code has no listener for messages.');
			}
		}
		const wasOnline = isOnline(shortCode);
		const listeners = { message, deliveryStatus, headers };
		byShortCode.set(shortCode, listeners);
		if (!wasOnline && isOnline(shortCode)) wentOnline(shortCode);
		return listeners;
	};

	return {
		set,
		isOnline,
		/** Sets an app's listeners as its configuration has them. */
		addFrom({ shortCodes = [] }: Pick<AppConfig, 'shortCodes'>) {
			for (const { shortCode, listener, listeners } of shortCodes) {
				set(shortCode, { message: listener, deliveryStatus: listener, ...listeners });
			}
		},
		remove: (shortCode: string) => byShortCode.delete(shortCode),
		get: (shortCode: string): Listeners => byShortCode.get(shortCode) ?? {},
		/**
		 * Where a delivery status goes: to the sender's own listener, or, since AT&T's sends name no
		 * sender, to that of another of the app's short codes.
		 */
		forDeliveries(app: AppConfig | undefined, senderAddress: string): string {
			const own = [senderAddress, ...(app?.shortCodes ?? []).map((code) => code.shortCode)];
			return own.find((code) => byShortCode.get(code)?.deliveryStatus) ?? senderAddress;
		},
		entries: () => [...byShortCode],
	};
};

export type ListenerTable = ReturnType<typeof createListeners>;
