/** Exchanges that the page keeps. The sandbox may keep more. */
const wireSize = 500;

/** In ms. A burst of events is drawn together. */
const drawInterval = 80;

/** In ms. Announcements are gathered for so long, so that a burst is one sentence. */
const announceDelay = 700;

const moStates = () => ({ waiting: 0, read: 0, acknowledged: 0, expired: 0, discarded: 0 });

/** Everything that the page knows. `listing` is what `GET /sandbox/` returns. */
export const createStore = (listing) => {
	const subscribers = new Set();
	let planned = false;
	let exchanges = 0;
	/** Draws soon: once, however often this is called. */
	const changed = () => {
		if (planned) return;
		planned = true;
		setTimeout(() => {
			requestAnimationFrame(() => {
				planned = false;
				for (const draw of subscribers) draw();
			});
		}, drawInterval);
	};

	const store = {
		listing,
		/** Number → phone. A phone that was opened by hand and has no message yet outlives a reset. */
		phones: new Map(),
		/** Message id, or id and place among the recipients → bubble. */
		bubbles: new Map(),
		codes: new Map(),
		url: '',
		settings: {},
		faults: [],
		/** Newest last. */
		wire: [],
		open: null,
		live: false,
		problem: '',
		announcement: '',
		changed,
	};

	let unsaid = [];
	/** Has a screen reader say something, when it has nothing else to say. */
	store.announce = (sentence) => {
		unsaid.push(sentence);
		if (unsaid.length > 1) return;
		setTimeout(() => {
			const more = unsaid.length - 3;
			store.announcement = unsaid.slice(-3).join(' ') + (more > 0 ? ` And ${more} more.` : '');
			unsaid = [];
			changed();
		}, announceDelay);
	};

	store.setProblem = (problem) => {
		store.problem = problem;
		changed();
	};

	/** Does something that may fail, and shows why it did. Returns whether it succeeded. */
	store.attempt = async (work) => {
		try {
			await work();
			store.setProblem('');
			return true;
		} catch (error) {
			store.setProblem(error.message);
			return false;
		}
	};

	store.subscribe = (draw) => {
		subscribers.add(draw);
		return () => subscribers.delete(draw);
	};

	store.phone = (number) => {
		if (!store.phones.has(number)) store.phones.set(number, { number, bubbles: [], unread: 0 });
		return store.phones.get(number);
	};

	store.openPhone = (number) => {
		store.phone(number).unread = 0;
		store.open = number;
		changed();
	};

	/** Listeners to a text that arrived at a phone, a bubble whose state changed, and a fault that struck. */
	store.on = { arrived: () => {}, stateChanged: () => {}, struck: () => {} };

	const setBubble = (key, number, values) => {
		const known = store.bubbles.get(key);
		if (known) {
			const before = known.state;
			Object.assign(known, values);
			if (before !== known.state && store.live) store.on.stateChanged(known);
			return;
		}
		const bubble = { key, number, ...values };
		store.bubbles.set(key, bubble);
		const phone = store.phone(number);
		phone.bubbles.push(bubble);
		if (!store.live || bubble.kind === 'mo') return;
		if (store.open !== number) phone.unread++;
		store.on.arrived(bubble);
	};

	/** A message from a phone. */
	const setMo = ({ id, from, to, time, message, size, state, attempts }) => {
		const code = store.codes.get(to);
		const before = store.bubbles.get(id);
		if (code && before) code.states[before.state]--;
		if (code) code.states[state]++;
		setBubble(id, from, {
			kind: 'mo',
			id,
			time,
			shortCode: to,
			text: message,
			size,
			state,
			attempts,
		});
	};

	/** A message to phones: a bubble on each. */
	const setMt = ({ id, time, senderAddress, message, size, dialect, deliveries, statusResource }) =>
		deliveries.forEach(({ address, status, finalAt }, index) =>
			setBubble(`${id}/${index}`, address, {
				kind: 'mt',
				id,
				time,
				shortCode: senderAddress,
				text: message,
				size,
				state: status,
				final: finalAt !== null,
				dialect,
				recipients: deliveries.length,
				statusResource,
			}),
		);

	const forget = () => {
		for (const [number, phone] of store.phones) {
			if (phone.bubbles.length > 0 && number !== store.open) store.phones.delete(number);
			else Object.assign(phone, { bubbles: [], unread: 0 });
		}
		store.bubbles.clear();
		for (const code of store.codes.values()) {
			Object.assign(code, { states: moStates(), lastRead: null });
		}
		store.wire = [];
	};

	const setCodes = (apps) => {
		const known = new Map(store.codes);
		store.codes.clear();
		for (const { appKey, shortCodes = [] } of apps) {
			for (const { shortCode, mode } of shortCodes) {
				const code = { listeners: {}, lastRead: null, states: moStates() };
				store.codes.set(shortCode, { ...code, ...known.get(shortCode), shortCode, mode, appKey });
			}
		}
	};

	const appliers = {
		accepted: setMt,
		delivery: setMt,
		mo: setMo,
		callback({ kind, about, attempts }) {
			const bubble = kind === 'message' && store.bubbles.get(about);
			if (bubble) bubble.attempts = attempts;
		},
		inboxRead({ shortCode, time }) {
			const code = store.codes.get(shortCode);
			if (code) code.lastRead = time;
		},
		wire(entry) {
			store.wire.push(Object.assign(entry, { key: ++exchanges }));
			if (store.wire.length > 2 * wireSize) store.wire = store.wire.slice(-wireSize);
			if (entry.fault && store.live) store.on.struck(entry);
		},
		faults: (faults) => (store.faults = faults),
		settings: (settings) => (store.settings = settings),
		listeners({ shortCode, listeners }) {
			const code = store.codes.get(shortCode);
			if (code) code.listeners = listeners;
		},
		apps: setCodes,
		reset: forget,
	};
	store.eventTypes = Object.keys(appliers);

	store.apply = (type, data) => {
		appliers[type](data);
		changed();
	};

	store.load = (state, history) => {
		store.live = false;
		forget();
		setCodes(state.apps);
		store.url = state.url;
		appliers.settings(state.settings);
		appliers.faults(state.faults);
		for (const { shortCode, ...listeners } of state.listeners) {
			appliers.listeners({ shortCode, listeners });
		}
		for (const read of history.inboxReads) appliers.inboxRead(read);
		// In the order in which they happened, so that each phone reads from top to bottom.
		[
			...history.mo.map((mo) => ({ time: mo.time, set: () => setMo(mo) })),
			...history.accepted.map((message) => ({ time: message.time, set: () => setMt(message) })),
		]
			.sort((a, b) => a.time - b.time)
			.forEach(({ set }) => set());
		history.wire.slice(-wireSize).forEach(appliers.wire);
		store.live = true;
		if (store.open === null) store.openPhone([...store.phones.keys()].at(-1) ?? '+12065550100');
	};

	store.setLive = (live) => {
		store.live = live;
		changed();
	};

	return store;
};
