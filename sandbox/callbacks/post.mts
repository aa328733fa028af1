import { Agent, request } from 'undici';

import type { Context } from '../context.mts';
import { hideInUrl, type WireLog } from '../history/wireLog.mts';
import type { Attempt, Callback, FaultKind, Listeners } from '../types.mts';
import { readListenerUrl } from './listeners.mts';

/** As much of a listener's response as is read. */
const responseLimit = 64 * 1024;

/**
 * An idle connection isn't used again after this long. Listeners close theirs after some seconds (Node.js:
 * 5): a callback over one that has just been closed would be lost, and come again later.
 */
const maxIdleMs = 2000;

interface Body extends AsyncIterable<Buffer> {
	destroy(): unknown;
}

/** Reads a response's body up to a limit, and not for longer than the listener may take. */
const readResponse = async (body: Body, timeoutMs: number): Promise<string> => {
	const timer = setTimeout(() => body.destroy(), timeoutMs);
	const chunks: Buffer[] = [];
	let size = 0;
	try {
		for await (const chunk of body) {
			chunks.push(chunk);
			if ((size += chunk.length) > responseLimit) break;
		}
	} catch {
		// What counts is the status: "2xx for positive acknowledgment" (AT&T's page).
	} finally {
		clearTimeout(timer);
	}
	return Buffer.concat(chunks).toString();
};

/** Posts callbacks. Redirects are not followed: they aren't 2xx. */
export const createPoster = ({ settings, clock, wireLog }: Context, trustSelfSigned: boolean) => {
	const newAgent = () =>
		new Agent({ pipelining: 1, connect: { rejectUnauthorized: !trustSelfSigned } });
	let agent = newAgent();
	let inFlight = 0;
	let lastEnd = 0;

	/** Judged by the time that has passed, not by a timer, which a busy process runs too late. */
	const freshAgent = () => {
		if (inFlight === 0 && performance.now() - lastEnd > maxIdleMs) {
			void agent.close();
			agent = newAgent();
		}
		return agent;
	};

	return {
		/** One attempt. Never throws: what went wrong is in `error`. */
		async post(
			callback: Callback,
			listener: Listeners,
			time: number,
			takeFault: () => FaultKind | null,
		): Promise<Attempt> {
			const attempt: Attempt = { time, http: null, error: null };
			const target = listener[callback.kind];
			if (!target) return { ...attempt, error: 'no listener registered' };
			let responseBody = '';
			let entry: ReturnType<WireLog['begin']> = null;
			let fault: FaultKind | null = null;
			const dispatcher = freshAgent();
			inFlight++;
			try {
				const { url, headers: basic } = readListenerUrl(target);
				if (settings.requireHttpsListeners && url.protocol !== 'https:') {
					return { ...attempt, error: 'not HTTPS' };
				}
				const headers = { ...basic, ...listener.headers, 'content-type': callback.contentType };
				entry = wireLog.begin({
					time: clock.now(),
					direction: 'out',
					operation: 'callback',
					method: 'POST',
					url: hideInUrl(url.href),
					requestHeaders: headers,
					requestBody: callback.body,
				});
				fault = takeFault();
				const response = await request(url, {
					method: 'POST',
					headers,
					body: callback.body,
					dispatcher,
					headersTimeout: settings.callbackTimeoutMs,
					bodyTimeout: settings.callbackTimeoutMs,
				});
				attempt.http = response.statusCode;
				responseBody = await readResponse(response.body as Body, settings.callbackTimeoutMs);
				if (fault) attempt.error = fault;
				else if (response.statusCode < 200 || response.statusCode > 299) attempt.error = 'not 2xx';
			} catch (error) {
				const { code, name } = error as { code?: unknown; name: string };
				attempt.error = typeof code === 'string' ? code : name;
			} finally {
				inFlight--;
				lastEnd = performance.now();
			}
			wireLog.end(entry, { http: attempt.http, responseBody, fault });
			return attempt;
		},

		/** Ends posts that are under way. */
		abort() {
			const old = agent;
			agent = newAgent();
			return old.destroy();
		},
	};
};

export type Poster = ReturnType<typeof createPoster>;
