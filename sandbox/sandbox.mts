import type { Callbacks } from './callbacks/callbacks.mts';
import type { ListenerTable } from './callbacks/listeners.mts';
import type { Context } from './context.mts';
import type { Controlled } from './control/operation.mts';
import type { createGateway, GatewayParts } from './gateway/gateway.mts';
import type { ListeningSocket } from './gateway/listeningSocket.mts';
import { checkSettings } from './settings/index.mts';
import type { History, Sandbox } from './types.mts';

export interface SandboxParts extends GatewayParts {
	gateway: ReturnType<typeof createGateway>;
	listeners: ListenerTable;
	callbacks: Callbacks;
	listeningSocket: ListeningSocket;
	port: number;
	close(): Promise<void>;
}

/** The sandbox as tests, the page and the command line control it. */
export const createSandbox = (context: Context, parts: SandboxParts): Controlled => {
	const { apps, settings, clock, recorder, events } = context;
	const { tokens, outbox, inbox, faults, gateway, listeners, callbacks, listeningSocket } = parts;

	const publicApps = () =>
		apps.list.map(({ appSecret: _, shortCodes = [], ...app }) => ({
			...app,
			shortCodes: shortCodes.map(({ shortCode }) => ({
				shortCode,
				mode: listeners.isOnline(shortCode) ? ('online' as const) : ('offline' as const),
			})),
		}));
	const appsChanged = () => events.emit({ type: 'apps', data: publicApps() });
	const clockMoved = () => events.emit({ type: 'clock', data: { now: clock.now() } });

	const configure: Sandbox['configure'] = (changes) => {
		Object.assign(settings, checkSettings(changes));
		events.emit({ type: 'settings', data: settings });
	};

	const texts: Sandbox['texts'] = (messages) => {
		clock.tick();
		return inbox.text(messages);
	};

	const sandbox: Controlled = {
		url: context.rootUrl(),
		port: parts.port,
		redirectTargetUrl: parts.redirectTargetUrl(),
		apps: apps.list,
		publicApps,
		settings,
		get history(): History {
			clock.tick();
			return recorder.history;
		},
		faults: faults.armed,
		configure,
		text: (message) => texts([message])[0]!,
		texts,
		setListener(shortCode, changes) {
			const set = listeners.set(shortCode, changes);
			events.emit({ type: 'listeners', data: { shortCode, listeners: set } });
			appsChanged();
		},
		listeners: listeners.entries,
		addApp(config) {
			const app = apps.add(config);
			try {
				listeners.addFrom(app);
			} catch (error) {
				apps.remove(app.appKey);
				throw error;
			}
			appsChanged();
		},
		removeApp(appKey) {
			for (const { shortCode } of apps.remove(appKey).shortCodes ?? []) listeners.remove(shortCode);
			appsChanged();
		},
		suspendApp(appKey, suspended) {
			apps.get(appKey).suspended = suspended;
			appsChanged();
		},
		addShortCode(appKey, config) {
			const code = apps.addShortCode(appKey, config);
			try {
				listeners.addFrom({ shortCodes: [code] });
			} catch (error) {
				apps.removeShortCode(code.shortCode);
				throw error;
			}
			appsChanged();
		},
		removeShortCode(shortCode) {
			apps.removeShortCode(shortCode);
			listeners.remove(shortCode);
			appsChanged();
		},
		setTimeline: (number, steps) =>
			configure({ timelines: { ...settings.timelines, [number]: steps } }),
		setStatus: outbox.setStatus,
		grantToken: ({ appKey = apps.list[0]?.appKey ?? '', ...token } = {}) =>
			tokens.grantToken(appKey, token),
		expireTokens: tokens.expireAll,
		revokeTokens: tokens.revokeAll,
		revokeToken: tokens.revoke,
		fault: faults.arm,
		disarm: faults.disarm,
		async clearFaults() {
			faults.clear();
			gateway.release();
			await listeningSocket.open();
		},
		advance(ms) {
			clock.advance(ms);
			clockMoved();
		},
		setClock(time) {
			clock.set(time);
			clockMoved();
		},
		now: clock.now,
		subscribe: events.subscribe,
		reset() {
			clock.clear();
			clock.restore();
			void callbacks.reset();
			faults.clear();
			gateway.release();
			parts.limits.reset();
			void listeningSocket.open();
			outbox.reset();
			recorder.clear();
			inbox.reset();
			events.emit({ type: 'reset', data: null });
		},
		idle: callbacks.idle,
		until(condition, timeoutMs = 30_000) {
			const end = performance.now() + timeoutMs;
			return new Promise((resolve, reject) => {
				const poll = () => {
					try {
						if (condition(sandbox.history)) resolve();
						else if (performance.now() > end) {
							reject(new Error(`The condition didn't hold within ${timeoutMs} ms.`));
						} else setTimeout(poll, 5);
					} catch (error) {
						reject(error as Error);
					}
				};
				poll();
			});
		},
		close: parts.close,
	};
	return sandbox;
};
