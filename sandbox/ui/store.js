import { stateText } from './bubble.js';
import { capitalized, readable } from './format.js';

/** Exchanges that the page keeps. The sandbox may keep more. */
const wireSize = 500;

/** In ms. A burst of events is drawn together. */
const drawInterval = 80;

/** In ms. Announcements are gathered for so long, so that a burst is one sentence. */
const announceDelay = 700;

/** Everything that the page shows. `listing` is what `GET /sandbox/` returns. */
export const createStore = (listing) => {
	let planned = false;
	let exchanges = 0;
	let unsaid = [];

	/** Draws soon: once, however often this is called. */
	const changed = () => {
		if (planned) return;
		planned = true;
		setTimeout(() => {
			requestAnimationFrame(() => {
				planned = false;
				store.draw();
			});
		}, drawInterval);
	};

	const store = {
		listing,
		/** Number → phone. A phone that was opened by hand and has no message yet outlives a reset. */
		phones: new Map(),
		/** Message id, or id and place among the recipients → bubble. */
		bubbles: new Map(),
		/** Short code → its mode, listeners and last read. */
		codes: new Map(),
		apps: [],
		url: '',
		settings: {},
		faults: [],
		/** Newest last. */
		wire: [],
		/** How far the sandbox's clock is ahead of this browser's, in ms. */
		clockOffset: 0,
		open: null,
		live: false,
		problem: '',
		announcement: '',
		changed,
		now: () => Date.now() + store.clockOffset,
		faultTitle: (kind) => listing.faults.find((each) => each.kind === kind)?.title ?? kind,

		/** Set by the page. */
		draw() {},

		/** Has a screen reader say something, when it has nothing else to say. */
		announce(sentence) {
			unsaid.push(sentence);
			if (unsaid.length > 1) return;
			setTimeout(() => {
				const more = unsaid.length - 3;
				store.announcement = unsaid.slice(-3).join(' ') + (more > 0 ? ` And ${more} more.` : '');
				unsaid = [];
				changed();
			}, announceDelay);
		},

		setProblem(problem) {
			store.problem = problem;
			changed();
		},

		/** Does something that may fail, and shows why it did. Returns whether it succeeded. */
		async attempt(work) {
			try {
				await work();
				store.setProblem('');
				return true;
			} catch (error) {
				store.setProblem(error.message);
				return false;
			}
		},

		openPhone(number) {
			phoneOf(number).unread = 0;
			store.open = number;
			changed();
		},
	};

	const phoneOf = (number) => {
		if (!store.phones.has(number)) store.phones.set(number, { number, bubbles: [], unread: 0 });
		return store.phones.get(number);
	};

	const setBubble = (bubble) => {
		const { key, number, kind, shortCode, message } = bubble;
		const known = store.bubbles.get(key);
		if (known) {
			const before = known.state;
			Object.assign(known, bubble);
			if (before === known.state || !store.live || number !== store.open) return;
			const what = kind === 'mo' ? 'Text to' : 'Text from';
			store.announce(`${what} ${shortCode}: ${stateText(known, store.codes.get(shortCode))}.`);
			return;
		}
		store.bubbles.set(key, bubble);
		const phone = phoneOf(number);
		phone.bubbles.push(bubble);
		if (!store.live || kind === 'mo') return;
		if (store.open !== number) phone.unread++;
		store.announce(`New text on ${readable(number)}: ${message.slice(0, 160)}`);
	};

	/** A message from a phone. */
	const setMo = (mo) =>
		setBubble({ ...mo, kind: 'mo', key: mo.id, number: mo.from, shortCode: mo.to });

	/** A message to phones: a bubble on each. */
	const setMt = ({ deliveries, senderAddress: shortCode, ...message }) =>
		deliveries.forEach(({ address: number, status: state }, index) => {
			const key = `${message.id}/${index}`;
			const recipients = deliveries.length;
			setBubble({ ...message, kind: 'mt', key, number, shortCode, state, recipients });
		});

	const forget = () => {
		for (const [number, phone] of store.phones) {
			if (phone.bubbles.length > 0 && number !== store.open) store.phones.delete(number);
			else Object.assign(phone, { bubbles: [], unread: 0 });
		}
		store.bubbles.clear();
		for (const code of store.codes.values()) code.lastRead = null;
		store.wire = [];
	};

	const setApps = (apps) => {
		const known = new Map(store.codes);
		store.apps = apps;
		store.codes.clear();
		for (const { shortCode, mode } of apps.flatMap(({ shortCodes }) => shortCodes)) {
			const code = { listeners: {}, lastRead: null, ...known.get(shortCode), mode };
			store.codes.set(shortCode, code);
		}
	};

	/** Changes a short code, if there still is one. */
	const setCode = (shortCode, values) => Object.assign(store.codes.get(shortCode) ?? {}, values);

	const appliers = {
		accepted: setMt,
		delivery: setMt,
		mo: setMo,
		callback({ kind, about, attempts }) {
			const bubble = kind === 'message' && store.bubbles.get(about);
			if (bubble) bubble.attempts = attempts;
		},
		inboxRead: ({ shortCode, time }) => setCode(shortCode, { lastRead: time }),
		wire(entry) {
			store.wire.push(Object.assign(entry, { key: ++exchanges }));
			if (store.wire.length > 2 * wireSize) store.wire = store.wire.slice(-wireSize);
			if (!entry.fault || !store.live) return;
			const struck = capitalized(entry.operation ?? 'a request');
			store.announce(`Fault ${store.faultTitle(entry.fault)} struck ${struck}.`);
		},
		faults: (faults) => (store.faults = faults),
		settings: (settings) => (store.settings = settings),
		listeners: ({ shortCode, listeners }) => setCode(shortCode, { listeners }),
		apps: setApps,
		clock: ({ now }) => (store.clockOffset = now - Date.now()),
		reset: forget,
	};

	return Object.assign(store, {
		eventTypes: Object.keys(appliers),

		apply(type, data) {
			appliers[type](data);
			changed();
		},

		/** Starts from a snapshot. What is in it isn't announced. */
		load({ state, history }) {
			store.live = false;
			forget();
			for (const type of ['apps', 'settings', 'faults']) appliers[type](state[type]);
			store.url = state.url;
			appliers.clock(state);
			for (const { shortCode, ...listeners } of state.listeners) setCode(shortCode, { listeners });
			for (const read of history.inboxReads) appliers.inboxRead(read);
			// In the order in which they happened, so that each phone reads from top to bottom.
			const set = { mo: setMo, accepted: setMt };
			Object.keys(set)
				.flatMap((list) => history[list].map((message) => ({ list, message })))
				.sort((a, b) => a.message.time - b.message.time)
				.forEach(({ list, message }) => set[list](message));
			history.wire.slice(-wireSize).forEach(appliers.wire);
			if (store.open === null) store.openPhone([...store.phones.keys()].at(-1) ?? '+12065550100');
			store.setLive(true);
		},

		setLive(live) {
			store.live = live;
			changed();
		},
	});
};
