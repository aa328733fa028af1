/** Asks the control API, and returns the JSON of its response. Throws an error in words for the reader. */
export const request = async (method, path, body) => {
	const response = await fetch(`/sandbox/${path}`, {
		method,
		...(body !== undefined && {
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify(body),
		}),
	}).catch(() => {
		throw new Error("The sandbox can't be reached.");
	});
	const text = await response.text();
	const value = text === '' ? null : JSON.parse(text);
	if (!response.ok) {
		throw new Error(value?.error ?? `The sandbox answered ${response.status}.`);
	}
	return value;
};

/** Follows what happens in the sandbox: everything so far at each (re)connection, then each event. */
export const follow = ({ load, apply, setLive, eventTypes }) => {
	const source = new EventSource('/sandbox/events?snapshot');
	const on = (type, use) => source.addEventListener(type, ({ data }) => use(JSON.parse(data)));
	source.addEventListener('error', () => setLive(false));
	on('snapshot', load);
	for (const type of eventTypes) on(type, (data) => apply(type, data));
};
