import { Agent, request } from 'undici';

import { contentTypes, writeBody, type Body } from '../protocol/serializers.mts';
import type { Clock } from '../clock.mts';
import type { Events } from '../history/events.mts';
import type { ListenerTable } from './listeners.mts';
import type { Attempt, History, Callback, FaultKind, Settings } from '../types.mts';
import { hideInUrl, type WireLog } from '../history/wireLog.mts';

/** The header that a URL's user and password stand for, and the URL without them. */
const withBasicAuth = (url: string): { url: string; headers: Record<string, string> } => {
	const parsed = new URL(url);
	if (!parsed.username && !parsed.password) return { url, headers: {} };
	const pair = `${decodeURIComponent(parsed.username)}:${decodeURIComponent(parsed.password)}`;
	parsed.username = '';
	parsed.password = '';
	const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
	return { url: parsed.href, headers: { authorization } };
};

/**
 * Posts to listeners, and repeats until one answers 2xx or 72 hours have passed. Redirects are not
 * followed: they are no 2xx.
 */
export const createCallbacks = (
	settings: Settings,
	clock: Clock,
	history: History,
	events: Events,
	wireLog: WireLog,
	listeners: ListenerTable,
	/** Asks for a fault that strikes this callback. */
	takeFault: () => { kind: FaultKind } | null,
) => {
	let agent = new Agent({ pipelining: 1 });
	let epoch = 0;
	let queue: Array<() => Promise<void>> = [];
	let underway = 0;
	let made = 0;
	const waiters = new Set<() => void>();

	const work = () => {
		while (underway < settings.callbackConnections) {
			const next = queue.shift();
			if (!next) break;
			underway++;
			void next().finally(() => {
				underway--;
				work();
			});
		}
		if (underway > 0) return;
		for (const resolve of waiters) resolve();
		waiters.clear();
	};

	const post = async (callback: Callback): Promise<Attempt> => {
		const attempt: Attempt = { time: clock.now(), http: null, error: null };
		const listener = listeners.get(callback.shortCode);
		const target = listener[callback.kind];
		if (!target) return { ...attempt, error: 'no listener registered' };
		const { url, headers: basic } = withBasicAuth(target);
		const headers = { ...basic, ...listener.headers, 'content-type': callback.contentType };
		const entry = wireLog.begin({
			time: attempt.time,
			direction: 'out',
			operation: 'callback',
			method: 'POST',
			url: hideInUrl(url),
			requestHeaders: headers,
			requestBody: callback.body,
		});
		const lost = takeFault();
		let answerBody = '';
		try {
			const answer = await request(url, {
				method: 'POST',
				headers,
				body: callback.body,
				dispatcher: agent,
				headersTimeout: settings.callbackTimeoutMs,
				bodyTimeout: settings.callbackTimeoutMs,
			});
			attempt.http = answer.statusCode;
			answerBody = await answer.body.text();
			if (lost) attempt.error = lost.kind;
			else if (answer.statusCode < 200 || answer.statusCode > 299) attempt.error = 'not 2xx';
		} catch (error) {
			const { code, name } = error as { code?: string; name: string };
			attempt.error = code && typeof code === 'string' ? code : name;
		}
		wireLog.end(entry, { http: attempt.http, answerBody, fault: lost?.kind ?? null });
		return attempt;
	};

	const schedule = (callback: Callback, settle: (state: 'acknowledged' | 'discarded') => void) => {
		const own = epoch;
		queue.push(async () => {
			const attempt = await post(callback);
			// A reset meanwhile: nobody is left to be told.
			if (epoch !== own) return;
			callback.attempts.push(attempt);
			if (attempt.error === null) {
				callback.state = 'acknowledged';
				settle('acknowledged');
			} else {
				const waits = settings.callbackRetryMs;
				const wait = waits[Math.min(callback.attempts.length, waits.length) - 1]!;
				const end = callback.time + settings.callbackRetryForMs;
				const next = clock.now() + wait;
				if (next < end) clock.at(next, () => schedule(callback, settle));
				else {
					clock.at(end, () => {
						callback.state = 'discarded';
						settle('discarded');
						events.emit({ type: 'callback', data: callback });
					});
				}
			}
			events.emit({ type: 'callback', data: callback });
		});
		work();
	};

	return {
		/** Posts a body to a short code's listener. Its attempts are shared with the record given. */
		call(
			about: Pick<Callback, 'kind' | 'shortCode' | 'about'>,
			body: Body,
			attempts: Attempt[],
			settle: (state: 'acknowledged' | 'discarded') => void,
		) {
			const callback: Callback = {
				...about,
				id: ++made,
				time: clock.now(),
				contentType: contentTypes[settings.callbackForm],
				body: writeBody(body, settings.callbackForm, settings),
				state: 'waiting',
				attempts,
			};
			history.callbacks.push(callback);
			schedule(callback, settle);
		},

		settled(): Promise<void> {
			if (underway === 0 && queue.length === 0) return Promise.resolve();
			return new Promise((resolve) => waiters.add(resolve));
		},

		/** Forgets what waits and ends what is under way. */
		reset() {
			epoch++;
			queue = [];
			made = 0;
			const old = agent;
			agent = new Agent({ pipelining: 1 });
			void old.destroy();
		},

		async close() {
			epoch++;
			queue = [];
			await agent.destroy();
		},
	};
};
