import { createSchedule } from './schedule.js';

/** Exchanges that the page keeps. The sandbox may keep more. */
const wireSize = 500;

const moStates = () => ({ waiting: 0, read: 0, acknowledged: 0, expired: 0, discarded: 0 });

/**
 * All that the page knows, and who is told when it changes. Topics: `phones`, `codes`, `faults`,
 * `settings`, `wire`, `connection`, `open` (another phone), `sizes`.
 */
export function createStore() {
	const { touch, watch } = createSchedule();
	const listening = { arrived: new Set(), changed: new Set(), struck: new Set() };
	const tell = (event, value) => listening[event].forEach((listener) => listener(value));

	/** Number → phone. Phones that were opened by hand and have no message yet outlive a reset. */
	const phones = new Map();
	/** Message id, or id and place among the recipients → bubble. */
	const bubbles = new Map();
	const codes = new Map();
	const store = {
		watch,
		touch,
		phones,
		bubbles,
		codes,
		url: '',
		settings: null,
		faults: [],
		faultKinds: [],
		/** Newest last. */
		wire: [],
		wireSeen: 0,
		open: null,
		live: false,

		/** Calls back when a text came to a phone, a bubble's state changed, or a fault struck. */
		on: (event, listener) => listening[event].add(listener),

		phone(number) {
			const known = phones.get(number);
			if (known) return known;
			const phone = { number, bubbles: [], unread: 0 };
			phones.set(number, phone);
			touch('phones');
			return phone;
		},

		openPhone(number) {
			store.phone(number).unread = 0;
			store.open = number;
			touch('open');
			touch('phones');
		},
	};

	function setBubble(key, number, values) {
		const known = bubbles.get(key);
		if (known) {
			const before = known.state;
			Object.assign(known, values);
			touch('phones');
			if (before !== known.state && store.live) tell('changed', known);
			return;
		}
		const bubble = { key, number, ...values };
		bubbles.set(key, bubble);
		const phone = store.phone(number);
		phone.bubbles.push(bubble);
		if (bubble.kind === 'mt' && store.live && store.open !== number) phone.unread++;
		touch('phones');
		if (store.live) tell('arrived', bubble);
	}

	/** A message from a phone. */
	function setMo(mo) {
		const code = codes.get(mo.to);
		const before = bubbles.get(mo.id);
		if (code && before) code.states[before.state]--;
		if (code) code.states[mo.state]++;
		setBubble(mo.id, mo.from, {
			kind: 'mo',
			id: mo.id,
			time: mo.time,
			shortCode: mo.to,
			text: mo.message,
			state: mo.state,
			attempts: mo.attempts,
		});
		touch('codes');
	}

	/** A message to phones: a bubble on each. */
	function setMt(message) {
		message.deliveries.forEach((delivery, index) =>
			setBubble(`${message.id}/${index}`, delivery.address, {
				kind: 'mt',
				id: message.id,
				time: message.time,
				shortCode: message.senderAddress,
				text: message.message,
				state: delivery.status,
				final: delivery.finalAt !== null,
				dialect: message.dialect,
				notify: message.notify,
				recipients: message.deliveries.length,
				statusResource: message.statusResource,
			}),
		);
	}

	function addWire(entry) {
		store.wire.push(entry);
		store.wireSeen++;
		if (store.wire.length > 2 * wireSize) store.wire = store.wire.slice(-wireSize);
		if (entry.fault && store.live) tell('struck', entry);
	}

	function forget() {
		for (const [number, phone] of phones) {
			if (phone.bubbles.length > 0 && number !== store.open) phones.delete(number);
			else Object.assign(phone, { bubbles: [], unread: 0 });
		}
		bubbles.clear();
		for (const code of codes.values()) Object.assign(code, { states: moStates(), lastRead: null });
		store.wire = [];
		store.wireSeen = 0;
		for (const topic of ['open', 'phones', 'codes', 'wire']) touch(topic);
	}

	const appliers = {
		accepted: setMt,
		delivery: setMt,
		mo: setMo,
		callback({ kind, about, attempts }) {
			const bubble = kind === 'message' && bubbles.get(about);
			if (!bubble) return;
			bubble.attempts = attempts;
			touch('phones');
		},
		inboxRead({ shortCode, time }) {
			const code = codes.get(shortCode);
			if (code) code.lastRead = time;
			touch('codes');
		},
		wire(entry) {
			addWire(entry);
			touch('wire');
		},
		faults(faults) {
			store.faults = faults;
			touch('faults');
		},
		settings(settings) {
			store.settings = settings;
			touch('settings');
		},
		listeners({ shortCode, listeners }) {
			const code = codes.get(shortCode);
			if (code) code.listeners = listeners;
			touch('codes');
		},
		reset: forget,
	};

	return Object.assign(store, {
		apply(type, data) {
			appliers[type](data);
		},

		load(state, history) {
			store.live = false;
			forget();
			codes.clear();
			for (const { appKey, shortCodes = [] } of state.apps) {
				for (const { shortCode, mode } of shortCodes) {
					const code = { shortCode, mode, appKey, listeners: {}, lastRead: null };
					codes.set(shortCode, { ...code, states: moStates() });
				}
			}
			store.url = state.url;
			store.faultKinds = state.faultKinds;
			appliers.settings(state.settings);
			appliers.faults(state.faults);
			for (const { shortCode, ...listeners } of state.listeners) {
				appliers.listeners({ shortCode, listeners });
			}
			for (const read of history.inboxReads) appliers.inboxRead(read);
			// In the order in which they happened, so that each phone reads from top to bottom.
			const messages = [
				...history.mo.map((mo) => ({ time: mo.time, set: () => setMo(mo) })),
				...history.accepted.map((message) => ({ time: message.time, set: () => setMt(message) })),
			];
			messages.sort((a, b) => a.time - b.time).forEach(({ set }) => set());
			history.wire.slice(-wireSize).forEach(addWire);
			store.live = true;
			if (store.open === null) {
				store.openPhone([...phones.keys()].at(-1) ?? '+12065550100');
			}
			for (const topic of ['open', 'phones', 'codes', 'wire', 'connection']) touch(topic);
		},

		connected(live) {
			store.live = live;
			touch('connection');
		},
	});
}
