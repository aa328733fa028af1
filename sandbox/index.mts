import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import { createCallbacks } from './callbacks/callbacks.mts';
import { createListeners, isLoopback } from './callbacks/listeners.mts';
import { createNotifier } from './callbacks/notify.mts';
import { createPoster } from './callbacks/post.mts';
import { createClock } from './clock.mts';
import { createControl } from './control/control.mts';
import type { Controlled } from './control/operation.mts';
import { page } from './control/page.mts';
import { createFaults } from './faults/armed.mts';
import { createApps } from './gateway/apps.mts';
import { createDeliveries } from './gateway/deliveries.mts';
import { createGateway } from './gateway/gateway.mts';
import { createInbox } from './gateway/inbox.mts';
import { createLimits } from './gateway/limits.mts';
import { createListeningSocket } from './gateway/listeningSocket.mts';
import { createOutbox } from './gateway/outbox.mts';
import { createRedirectTarget } from './gateway/redirectTarget.mts';
import { createTokens } from './gateway/tokens.mts';
import { createEvents } from './history/events.mts';
import { createHistory } from './history/history.mts';
import { createWireLog } from './history/wireLog.mts';
import { createSandbox } from './sandbox.mts';
import { defaultApp } from './settings/apps.mts';
import { checkSettings, defaultSettings, type Settings } from './settings/index.mts';
import type { Sandbox, SandboxOptions } from './types.mts';

export { defaultApp };
export type * from './types.mts';

/** The port of `npm run sandbox` and `npm start`. */
export const defaultPort = 8420;

/**
 * Starts a gateway that behaves as AT&T's does, and keeps a history of what happened. Rejects with
 * the system's error (`EADDRINUSE`) if the port is taken, with `TypeError` on an impossible option.
 */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
	const { port = 0, host = '127.0.0.1', apps: configs = [defaultApp], now, ...others } = options;
	const { allowOtherHosts = false, tls, trustSelfSigned = false, ...rest } = others;
	const hostInUrl = host.includes(':') ? `[${host}]` : host;
	if (!allowOtherHosts && !isLoopback(hostInUrl)) {
		throw new TypeError('The sandbox listens on loopback only, unless other hosts are allowed.');
	}

	const settings: Settings = { ...defaultSettings(), ...checkSettings(rest) };
	const clock = createClock(now);
	const events = createEvents();
	const wireLog = createWireLog(settings, events);
	const recorder = createHistory(settings, wireLog);
	const apps = createApps(configs);
	const tokens = createTokens(apps, settings, clock);
	const limits = createLimits(settings, clock);

	const server = tls ? createTlsServer(tls) : createServer();
	// Longer than a client waits between two requests of a test or a poll's pages.
	server.keepAliveTimeout = 60_000;
	let boundPort = port;
	const listeningSocket = createListeningSocket(server, host, () => boundPort);
	const faults = createFaults(listeningSocket.shut, () => {
		if (events.heard()) events.emit({ type: 'faults', data: faults.armed });
	});

	const urlOf = (scheme: string, thatPort: number) => `${scheme}://${hostInUrl}:${thatPort}`;
	const rootUrl = () => urlOf(tls ? 'https' : 'http', boundPort);
	const listeners = createListeners(apps, settings, allowOtherHosts, (shortCode) =>
		inbox.goOnline(shortCode),
	);
	const poster = createPoster(settings, clock, wireLog, trustSelfSigned);
	const callbacks = createCallbacks(
		{ settings, clock, recorder, events, listeners, poster },
		() => faults.take('callback').fault?.kind ?? null,
	);
	const notifier = createNotifier(settings, apps, listeners, callbacks, rootUrl);
	const deliveries = createDeliveries(settings, clock, events, notifier.deliveries);
	const outbox = createOutbox(settings, clock, recorder, events, deliveries);
	const { isOnline } = listeners;
	const inbox = createInbox({ apps, settings, clock, recorder, events, isOnline }, (mo) =>
		notifier.message(mo, inbox.setState),
	);
	for (const app of apps.list) listeners.addFrom(app);

	const redirectTarget = createRedirectTarget((request) => {
		const record = { time: clock.now(), ...request };
		recorder.add('redirected', record);
		events.emit({ type: 'redirected', data: record });
	});
	const redirectTargetUrl = () => urlOf('http', redirectTarget.port());
	const gateway = createGateway({
		...{ settings, clock, recorder, events, wireLog, faults, tokens, limits, outbox, inbox },
		...{ listeningSocket, rootUrl, redirectTargetUrl },
	});
	const control = createControl(() => sandbox, { allowOtherHosts, host: hostInUrl });

	server.on('request', (request, response) => {
		const url = request.url ?? '/';
		const owner = [control, page].find((each) => each.owns(url)) ?? gateway;
		// What fails here is a client that leaves in the middle of its request.
		owner.handle(request, response).catch(() => response.destroy());
	});

	const closeAll = async () => {
		clock.clear();
		gateway.release();
		control.close();
		await Promise.all([callbacks.reset(), listeningSocket.close(), redirectTarget.close()]);
		// What was under way may have set a task as it ended.
		clock.clear();
	};

	try {
		await listeningSocket.listen();
		boundPort = (server.address() as AddressInfo).port;
		await redirectTarget.listen(host);
	} catch (error) {
		await closeAll();
		throw error;
	}

	const sandbox: Controlled = createSandbox({
		...{ url: rootUrl(), port: boundPort, redirectTargetUrl: redirectTargetUrl() },
		...{ apps, settings, clock, recorder, events, tokens, limits, outbox, inbox, faults },
		...{ gateway, listeners, callbacks, listeningSocket, close: closeAll },
	});
	return sandbox;
};
