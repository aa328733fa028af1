import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import { createCallbacks } from './callbacks/callbacks.mts';
import { createListeners, isLoopback } from './callbacks/listeners.mts';
import { createNotifier } from './callbacks/notify.mts';
import { createPoster } from './callbacks/post.mts';
import { createContext } from './context.mts';
import { createControl } from './control/control.mts';
import type { Controlled } from './control/operation.mts';
import { page } from './control/page.mts';
import { createFaults } from './faults/armed.mts';
import { createDeliveries } from './gateway/deliveries.mts';
import { createGateway } from './gateway/gateway.mts';
import { createInbox } from './gateway/inbox.mts';
import { createLimits } from './gateway/limits.mts';
import { createListeningSocket } from './gateway/listeningSocket.mts';
import { createOutbox } from './gateway/outbox.mts';
import { createRedirectTarget } from './gateway/redirectTarget.mts';
import { createTokens } from './gateway/tokens.mts';
import { createSandbox } from './sandbox.mts';
import { defaultApp } from './settings/apps.mts';
import { checkSettings, defaultSettings } from './settings/index.mts';
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

	const server = tls ? createTlsServer(tls) : createServer();
	// Longer than a client waits between two requests of a test or a poll's pages.
	server.keepAliveTimeout = 60_000;
	let boundPort = port;
	const listeningSocket = createListeningSocket(server, host, () => boundPort);
	const rootUrl = () => `${tls ? 'https' : 'http'}://${hostInUrl}:${boundPort}`;

	const settings = { ...defaultSettings(), ...checkSettings(rest) };
	const context = createContext(settings, configs, now, rootUrl);
	const { apps, clock, events, recorder } = context;
	const faults = createFaults(listeningSocket.shut, () => {
		if (events.heard()) events.emit({ type: 'faults', data: faults.armed });
	});
	const listeners = createListeners(context, allowOtherHosts, (code) => inbox.goOnline(code));
	const poster = createPoster(context, trustSelfSigned);
	const takeFault = () => faults.take('callback').fault?.kind ?? null;
	const callbacks = createCallbacks(context, listeners, poster, takeFault);
	const notifier = createNotifier(context, listeners, callbacks);
	const outbox = createOutbox(context, createDeliveries(context, notifier.deliveries));
	const inbox = createInbox(context, listeners.isOnline, (mo) =>
		notifier.message(mo, inbox.setState),
	);
	for (const app of apps.list) listeners.addFrom(app);

	const redirectTarget = createRedirectTarget((request) =>
		recorder.add('redirected', { time: clock.now(), ...request }),
	);
	const parts = {
		...{ faults, outbox, inbox, listeningSocket },
		tokens: createTokens(context),
		limits: createLimits(context),
		redirectTargetUrl: () => `http://${hostInUrl}:${redirectTarget.port()}`,
	};
	const gateway = createGateway(context, parts);
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

	const sandbox: Controlled = createSandbox(context, {
		...parts,
		...{ gateway, listeners, callbacks, port: boundPort, close: closeAll },
	});
	return sandbox;
};
