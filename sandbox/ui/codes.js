import { ask } from './api.js';
import { attempt } from './announce.js';
import { element, find, newId, setText } from './dom.js';
import { count, timeOf } from './format.js';

const modes = {
	offline: 'Texts wait in the inbox until they are read.',
	online: 'Texts are posted to the listener.',
};

function summary({ mode, states, lastRead }) {
	if (mode === 'offline') {
		const parts = [`${states.waiting} waiting`, `${states.read} read`];
		if (states.expired > 0) parts.push(`${states.expired} removed unread`);
		return `${parts.join(', ')}. ${lastRead === null ? 'Never read yet.' : `Last read ${timeOf(lastRead)}.`}`;
	}
	const parts = [`${states.waiting} waiting`, `${states.acknowledged} taken by the listener`];
	if (states.discarded > 0) parts.push(`${states.discarded} given up`);
	return `${parts.join(', ')}.`;
}

function urlField(label, hint) {
	const id = newId('url');
	const input = element('input', {
		id,
		type: 'url',
		placeholder: 'http://localhost:5678/webhook/…',
		autocomplete: 'off',
		spellcheck: 'false',
		'aria-describedby': `${id}-hint`,
	});
	const node = element(
		'div',
		{ class: 'field' },
		element('label', { for: id }, label),
		input,
		element('p', { class: 'hint', id: `${id}-hint` }, hint),
	);
	return { node, input };
}

function makeCard(code, several) {
	const title = newId('code');
	const state = element('p', { class: 'code-state' });
	const fields = {
		...(code.mode === 'online' && {
			message: urlField('Listener for messages', 'Loopback only. Repeated until it answers 2xx.'),
		}),
		deliveryStatus: urlField(
			'Listener for delivery notifications',
			'For messages sent with a notification asked for.',
		),
	};
	const saved = element('span', { class: 'hint', role: 'status' });
	const form = element(
		'form',
		{
			class: 'form',
			'aria-labelledby': title,
			novalidate: true,
			async onsubmit(event) {
				event.preventDefault();
				const urls = Object.entries(fields).map(([name, { input }]) => [name, input.value.trim()]);
				const given = Object.fromEntries(urls.filter(([, url]) => url !== ''));
				setText(saved, '');
				const done = await attempt(() =>
					ask('POST', 'listeners', { shortCode: code.shortCode, ...given }),
				);
				if (done) setText(saved, 'Saved.');
			},
		},
		Object.values(fields).map(({ node }) => node),
		element(
			'div',
			{ class: 'buttons' },
			element('button', { type: 'submit', class: 'button' }, 'Save'),
			saved,
		),
	);
	const node = element(
		'li',
		{ class: 'card' },
		element(
			'div',
			{ class: 'card-top' },
			element('h3', { id: title }, code.shortCode),
			element('span', { class: `mode ${code.mode}` }, code.mode),
		),
		element('p', { class: 'hint' }, modes[code.mode]),
		several ? element('p', { class: 'hint' }, `App Key ${code.appKey}`) : null,
		state,
		form,
	);
	return {
		node,
		update(now) {
			setText(state, summary(now));
			for (const [name, { input }] of Object.entries(fields)) {
				// What is being typed stays.
				if (document.activeElement !== input) input.value = now.listeners[name] ?? '';
			}
		},
	};
}

/** The short codes: mode, listener, and what waits. */
export function showCodes(store) {
	let cards = new Map();

	store.watch(['codes'], () => {
		if ([...cards.keys()].join() !== [...store.codes.keys()].join()) {
			const several = new Set([...store.codes.values()].map(({ appKey }) => appKey)).size > 1;
			cards = new Map([...store.codes].map(([name, code]) => [name, makeCard(code, several)]));
			find('#codes').replaceChildren(...[...cards.values()].map(({ node }) => node));
		}
		for (const [name, code] of store.codes) cards.get(name).update(code);
		setText(find('#base-url'), store.url);
	});
	store.watch(['phones', 'codes'], () => {
		let sent = 0;
		for (const { kind } of store.bubbles.values()) if (kind === 'mt') sent++;
		const received = store.bubbles.size - sent;
		setText(
			find('#totals'),
			`${count(received, 'text')} from phones, ${count(sent, 'text')} to phones`,
		);
	});
}
