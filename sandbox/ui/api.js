/** What the sandbox refuses, or that it can't be reached, in words for the reader. */
export class SandboxError extends Error {}

/** Asks the control API, and gives its answer's JSON. Throws `SandboxError`. */
export async function ask(method, path, body) {
	const response = await fetch(`/sandbox/${path}`, {
		method,
		...(body !== undefined && {
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify(body),
		}),
	}).catch(() => {
		throw new SandboxError('The sandbox can’t be reached just now.');
	});
	const text = await response.text();
	const value = text === '' ? null : JSON.parse(text);
	if (!response.ok)
		throw new SandboxError(value?.error ?? `The sandbox answered ${response.status}.`);
	return value;
}

const eventTypes = [
	'accepted',
	'delivery',
	'mo',
	'callback',
	'inboxRead',
	'wire',
	'faults',
	'settings',
	'listeners',
	'reset',
];

/**
 * Follows what happens in the sandbox: `load` is given all there is at each (re)connection, then
 * `apply` each event after that, and `connected` whether the stream is up.
 */
export function follow({ load, apply, connected }) {
	const source = new EventSource('/sandbox/events');
	/** Events that came while `load` was under way; null when they go straight on. */
	let early = [];
	/** The connection that is being loaded: an older one's answer is stale. */
	let connection = 0;

	async function start() {
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
			connected(true);
		} catch {
			// The gateway's door may be shut for a moment.
			setTimeout(() => own === connection && start(), 500);
		}
	}

	source.addEventListener('open', start);
	source.addEventListener('error', () => connected(false));
	for (const type of eventTypes) {
		source.addEventListener(type, ({ data }) => {
			const value = JSON.parse(data);
			if (early) early.push({ type, data: value });
			else apply(type, value);
		});
	}
}
