/** What the sandbox rejects, or that it can't be reached, in words for the reader. */
export class SandboxError extends Error {}

/** Asks the control API, and returns the JSON of its response. Throws `SandboxError`. */
export const ask = async (method, path, body) => {
	const response = await fetch(`/sandbox/${path}`, {
		method,
		...(body !== undefined && {
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify(body),
		}),
	}).catch(() => {
		throw new SandboxError('The sandbox can’t be reached.');
	});
	const text = await response.text();
	const value = text === '' ? null : JSON.parse(text);
	if (!response.ok) {
		throw new SandboxError(value?.error ?? `The sandbox answered ${response.status}.`);
	}
	return value;
};

/**
 * Follows what happens in the sandbox: loads everything at each (re)connection, then applies each
 * event after that.
 */
export const follow = ({ load, apply, setLive, eventTypes }) => {
	const source = new EventSource('/sandbox/events');
	/** Events that came during a load; null when they are applied at once. */
	let early = [];
	/** Counts connections: the response to an older one is stale. */
	let connection = 0;

	const start = async () => {
		const own = ++connection;
		early = [];
		try {
			const [state, history] = await Promise.all([ask('GET', 'state'), ask('GET', 'history')]);
			if (own !== connection) return;
			load(state, history);
			// Records may come twice, and are the same; an exchange on the wire would be listed twice.
			const listed = new Set(history.wire.map((entry) => JSON.stringify(entry)));
			for (const { type, data } of early) {
				if (type !== 'wire' || !listed.has(JSON.stringify(data))) apply(type, data);
			}
			early = null;
			setLive(true);
		} catch {
			// The listening socket may be closed by a fault.
			setTimeout(() => own === connection && start(), 500);
		}
	};

	source.addEventListener('open', start);
	source.addEventListener('error', () => setLive(false));
	for (const type of eventTypes) {
		source.addEventListener(type, ({ data }) => {
			const value = JSON.parse(data);
			if (early) early.push({ type, data: value });
			else apply(type, value);
		});
	}
};
