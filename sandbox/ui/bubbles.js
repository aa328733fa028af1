import { ask } from './api.js';
import { attempt } from './announce.js';
import { element, newId, setAttribute, setText } from './dom.js';
import { count, readable, timeOf } from './format.js';
import { icon } from './icons.js';

/** What a state looks like: never by its colour alone. */
const looks = {
	waiting: { icon: 'waiting', tone: 'busy' },
	read: { icon: 'delivered', tone: 'good' },
	acknowledged: { icon: 'delivered', tone: 'good' },
	expired: { icon: 'failed', tone: 'bad' },
	discarded: { icon: 'failed', tone: 'bad' },
	DeliveredToNetwork: { icon: 'network', tone: 'busy' },
	DeliveredToTerminal: { icon: 'delivered', tone: 'good' },
	DeliveryImpossible: { icon: 'failed', tone: 'bad' },
	DeliveryUncertain: { icon: 'uncertain', tone: 'busy' },
	MessageWaiting: { icon: 'waiting', tone: 'busy' },
};

const moWords = {
	read: () => 'Read from the inbox',
	acknowledged: () => 'Taken by the listener',
	expired: () => 'Removed, unread for 30 minutes',
	discarded: () => 'Given up after 72 hours',
	waiting(bubble, code) {
		if (code?.mode === 'offline') return 'Waiting in the inbox';
		const last = bubble.attempts.at(-1);
		if (!last) return 'On its way to the listener';
		if (last.error === 'no listener registered') return 'No listener yet';
		return `Tried ${count(bubble.attempts.length, 'time')}: ${last.http ?? last.error}`;
	},
};

const dialects = {
	attV2: 'AT&T, version 2',
	attV3: 'AT&T, version 3',
	oneApiV2: 'GSMA OneAPI, version 2',
	oneApiV3: 'GSMA OneAPI, version 3',
};

const statusPlaces = {
	available: 'can be asked for',
	removed: 'no longer can be asked for',
	none: 'told to the listener',
};

/** What is happening to a text, in a few words: AT&T's own for a delivery. */
export const stateWords = (bubble, code) =>
	bubble.kind === 'mt' ? bubble.state : moWords[bubble.state](bubble, code);

/** The pairs of name and value under a bubble's "Details". */
function facts(bubble) {
	if (bubble.kind === 'mo') {
		return [
			['Id in the sandbox', bubble.id],
			...bubble.attempts
				.slice(-5)
				.map(({ time, http, error }) => [
					`Tried ${timeOf(time)}`,
					[http, error].filter((each) => each !== null).join(', '),
				]),
		];
	}
	return [
		['Message id', bubble.id],
		['Sent by', dialects[bubble.dialect]],
		['In one request with', count(bubble.recipients - 1, 'other recipient')],
		['Status', statusPlaces[bubble.statusResource]],
	];
}

/** Sets what becomes of a text: for deliveries by hand, and to see what a workflow makes of it. */
function statusForm(bubble) {
	const id = newId('status');
	const select = element(
		'select',
		{ id },
		Object.keys(looks)
			.filter((state) => /^[A-Z]/.test(state))
			.map((state) => element('option', { value: state }, state)),
	);
	select.value = bubble.state;
	const form = element(
		'form',
		{
			class: 'status-form',
			onsubmit(event) {
				event.preventDefault();
				const { id: messageId, number: address } = bubble;
				void attempt(() => ask('POST', 'statuses', { messageId, address, status: select.value }));
			},
		},
		element('label', { for: id }, 'Set its status'),
		select,
		element('button', { type: 'submit', class: 'button' }, 'Set'),
	);
	return form;
}

/** One text on a phone: the phone's own to the right, what it was sent to the left. */
export function makeBubble(bubble, { codeOf, sizeOf }) {
	const own = bubble.kind === 'mo';
	const code = readable(bubble.shortCode);
	const size = element('span');
	const state = element('span');
	const status = element('p', { class: 'bubble-state' });
	const list = element('dl', { class: 'facts' });
	const details = element(
		'details',
		{
			class: 'bubble-details',
			ontoggle() {
				update();
				if (details.open) node.scrollIntoView({ block: 'nearest' });
			},
		},
		element(
			'summary',
			{},
			'Details',
			element('span', { class: 'visually-hidden' }, ` of the text ${own ? 'to' : 'from'} ${code}`),
		),
		list,
		own ? null : statusForm(bubble),
	);
	const node = element(
		'li',
		{ class: `bubble ${bubble.kind}` },
		element('span', { class: 'visually-hidden' }, own ? `To ${code}: ` : `From ${code}: `),
		element('p', { class: 'bubble-text', dir: 'auto' }, bubble.text),
		element(
			'p',
			{ class: 'bubble-meta' },
			element('time', { datetime: new Date(bubble.time).toISOString() }, timeOf(bubble.time)),
			element('span', { 'aria-hidden': 'true' }, own ? `to ${code}` : `from ${code}`),
			size,
		),
		element('div', { class: 'bubble-foot' }, status, details),
	);
	let drawnState = null;
	let drawnFacts = null;

	function update() {
		const measured = sizeOf(bubble.text);
		setText(size, measured ? `${measured.encoding}, ${count(measured.segments, 'segment')}` : '');
		const look = looks[bubble.state];
		if (drawnState !== bubble.state) {
			drawnState = bubble.state;
			status.replaceChildren(icon(look.icon), state);
			setAttribute(status, 'data-tone', look.tone);
		}
		setText(state, stateWords(bubble, codeOf(bubble.shortCode)));
		if (!details.open) return;
		const now = facts(bubble);
		const key = JSON.stringify(now);
		if (key === drawnFacts) return;
		drawnFacts = key;
		list.replaceChildren(
			...now.flatMap(([name, value]) => [
				element('dt', {}, name),
				element('dd', {}, String(value)),
			]),
		);
	}
	update();
	return { node, update };
}
