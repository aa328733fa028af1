import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { writeAddress } from './protocol/addresses.mts';
import { clearHistory, createHistory } from './history/history.mts';
import { createCallbacks } from './callbacks/callbacks.mts';
import { createClock } from './clock.mts';
import { createControl } from './control/control.mts';
import type { Controlled } from './control/operations.mts';
import { deliveryCallback, messageCallbacks } from './protocol/dialects.mts';
import { createListeningSocket } from './gateway/listeningSocket.mts';
import { createEvents } from './history/events.mts';
import { createFaults } from './faults/armed.mts';
import { createGateway } from './gateway/gateway.mts';
import { createInbox } from './gateway/inbox.mts';
import { createListeners, isLoopback } from './callbacks/listeners.mts';
import { createOutbox } from './gateway/outbox.mts';
import { phone } from './control/page.mts';
import { checkSettings, defaultSettings } from './settings/index.mts';
import { createTokens } from './gateway/tokens.mts';
import { createRedirectTarget } from './gateway/redirectTarget.mts';
import type {
	AcceptedMessage,
	AppConfig,
	History,
	Delivery,
	MoMessage,
	Sandbox,
	SandboxOptions,
	Settings,
} from './types.mts';
import { createWireLog } from './history/wireLog.mts';

export type * from './types.mts';

export const defaultApp: AppConfig = {
	appKey: 'sandbox-app-key',
	appSecret: 'sandbox-app-secret',
	scopes: ['SMS'],
	shortCodes: [
		{ shortCode: '22627000', mode: 'offline' },
		{ shortCode: '22627012', mode: 'online' },
	],
};

/**
 * Starts a gateway on loopback that behaves as AT&T's does, and keeps history of what happened.
 * Rejects with the system's error (`EADDRINUSE`) where the port is taken, with `TypeError` where
 * an option makes no sense or the host is not loopback.
 */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
	const { port = 0, host = '127.0.0.1', apps = [defaultApp], now, ...rest } = options;
	const hostInUrl = host.includes(':') ? `[${host}]` : host;
	if (!isLoopback(hostInUrl)) throw new TypeError('The sandbox listens on loopback only.');

	// Copied: the gateway takes ids out of its own list.
	const settings: Settings = structuredClone({ ...defaultSettings(), ...checkSettings(rest) });
	const clock = createClock(now);
	const events = createEvents();
	const wireLog = createWireLog(settings, events);
	const history = createHistory(wireLog);
	const listeners = createListeners(apps);
	const tokens = createTokens(apps, settings, clock);

	const server = createServer();
	// Longer than a client waits between two requests of a test or a poll's pages.
	server.keepAliveTimeout = 60_000;
	let boundPort = port;
	const listeningSocket = createListeningSocket(server, host, () => boundPort);
	const faults = createFaults(listeningSocket.shut, () => {
		if (events.heard()) events.emit({ type: 'faults', data: faults.armed });
	});
	const callbacks = createCallbacks(
		settings,
		clock,
		history,
		events,
		wireLog,
		listeners,
		() => faults.take('callback').fault,
	);

	const callbackForm = (documented: 'att' | 'oneApi') =>
		settings.callbackDialect === 'documented' ? documented : settings.callbackDialect;

	const callMessage = (mo: MoMessage) => {
		const form =
			settings.callbackAddressForm === 'documented' ? 'encoded' : settings.callbackAddressForm;
		const body = messageCallbacks[callbackForm('att')](mo, writeAddress(mo.from, form));
		const about = { kind: 'message', shortCode: mo.to, about: mo.id } as const;
		callbacks.call(about, body, mo.attempts, (state) => inbox.setState(mo, state));
	};

	const callDeliveries = (message: AcceptedMessage, deliveries: Delivery[]) => {
		const form =
			settings.callbackAddressForm === 'documented' ? 'tel:+1' : settings.callbackAddressForm;
		const dialect = callbackForm(message.dialect.startsWith('att') ? 'att' : 'oneApi');
		const app = apps.find(({ appKey }) => appKey === message.appKey);
		const shortCode = listeners.forDeliveries(app, message.senderAddress);
		const written = deliveries.map(({ address, status }) => ({
			address: writeAddress(address, form),
			deliveryStatus: status,
		}));
		const groups =
			settings.deliveryNotifications === 'together' ? [written] : written.map((each) => [each]);
		for (const group of groups) {
			const about = { kind: 'deliveryStatus', shortCode, about: message.id } as const;
			callbacks.call(about, deliveryCallback(dialect, message, group), [], () => undefined);
		}
	};

	const outbox = createOutbox(settings, clock, history, events, callDeliveries);
	const inbox = createInbox(apps, settings, clock, history, events, callMessage);

	const redirectTarget = createRedirectTarget((request) => {
		const record = { time: clock.now(), ...request };
		history.redirected.push(record);
		events.emit({ type: 'redirected', data: record });
	});
	const urlOf = (thatPort: number) => `http://${hostInUrl}:${thatPort}`;
	const gateway = createGateway({
		settings,
		clock,
		history,
		events,
		wireLog,
		faults,
		tokens,
		outbox,
		inbox,
		listeningSocket,
		rootUrl: () => urlOf(boundPort),
		redirectTargetUrl: () => urlOf(redirectTarget.port()),
	});
	const control = createControl(() => sandbox);

	server.on('request', (request, response) => {
		const url = request.url ?? '/';
		const owner = [control, phone].find((each) => each.owns(url)) ?? gateway;
		// What fails here is the client leaving in the middle of its request.
		owner.handle(request, response).catch(() => response.destroy());
	});

	try {
		await listeningSocket.listen();
		boundPort = (server.address() as AddressInfo).port;
		await redirectTarget.listen(host);
	} catch (error) {
		clock.clear();
		await Promise.all([callbacks.close(), listeningSocket.close(), redirectTarget.close()]);
		throw error;
	}

	const sandbox: Controlled = {
		url: urlOf(boundPort),
		port: boundPort,
		redirectTargetUrl: urlOf(redirectTarget.port()),
		apps,
		settings,
		get history(): History {
			clock.tick();
			return history;
		},
		faults: faults.armed,
		configure(changes) {
			Object.assign(settings, structuredClone(checkSettings(changes)));
			events.emit({ type: 'settings', data: settings });
		},
		text(text) {
			clock.tick();
			return inbox.text(text);
		},
		setListener(shortCode, changes) {
			const set = listeners.set(shortCode, changes);
			events.emit({ type: 'listeners', data: { shortCode, listeners: set } });
		},
		listeners: listeners.entries,
		setStatus: outbox.setStatus,
		grantToken: ({ appKey = apps[0]?.appKey ?? '', ...token } = {}) =>
			tokens.grantToken(appKey, token),
		expireTokens: tokens.expireAll,
		revokeTokens: tokens.revokeAll,
		fault: faults.arm,
		disarm: faults.disarm,
		async clearFaults() {
			faults.clear();
			gateway.release();
			await listeningSocket.open();
		},
		advance: clock.advance,
		subscribe: events.subscribe,
		reset() {
			clock.clear();
			callbacks.reset();
			faults.clear();
			gateway.release();
			gateway.reset();
			void listeningSocket.open();
			outbox.reset();
			clearHistory(history, wireLog);
			inbox.reset();
			events.emit({ type: 'reset', data: null });
		},
		settled: callbacks.settled,
		until(condition, timeoutMs = 30_000) {
			const end = performance.now() + timeoutMs;
			return new Promise((resolve, reject) => {
				const ask = () => {
					try {
						if (condition(sandbox.history)) resolve();
						else if (performance.now() > end) reject(new Error(`Not so after ${timeoutMs} ms.`));
						else setTimeout(ask, 5);
					} catch (error) {
						reject(error as Error);
					}
				};
				ask();
			});
		},
		async close() {
			clock.clear();
			gateway.release();
			control.close();
			await Promise.all([callbacks.close(), listeningSocket.close(), redirectTarget.close()]);
			// What was under way may have set a task as it ended.
			clock.clear();
		},
	};

	return sandbox;
};
