import { element, find, newId, setAttribute, setText } from './dom.js';
import { count, readable, timeOf, understood } from './format.js';

/** Rows drawn at most: the rest is found by the filter, which shows from so many phones on. */
const mostRows = 200;
const filterFrom = 10;

/** The phones, newest first, each in its place for good: nothing moves under a pointer. */
export function showPhones(store, { opened }) {
	const list = find('#phone-list');
	const filter = find('#filter');
	const rows = new Map();

	function makeRow(phone) {
		const number = element('span', { class: 'row-number' }, readable(phone.number));
		const time = element('time', { class: 'row-time' });
		const last = element('span', { class: 'row-last', dir: 'auto' });
		const unread = element('span', { class: 'badge' });
		const button = element(
			'button',
			{ type: 'button', class: 'row', id: newId('row'), onclick: () => open(phone.number) },
			number,
			time,
			last,
			unread,
		);
		const row = {
			node: element('li', {}, button),
			button,
			update() {
				const bubble = phone.bubbles.at(-1);
				setText(time, bubble ? timeOf(bubble.time) : '');
				setText(last, bubble ? bubble.text : 'No text yet');
				setText(unread, phone.unread > 0 ? `${phone.unread} new` : '');
				setAttribute(button, 'aria-current', phone.number === store.open ? 'true' : null);
			},
		};
		rows.set(phone.number, row);
		return row;
	}

	function open(number) {
		store.openPhone(number);
		opened();
	}

	function matches(phone, sought) {
		if (sought === '') return true;
		const digits = /^[\d\s()+.-]+$/.test(sought) ? sought.replace(/\D/g, '') : '';
		if (digits !== '' && phone.number.includes(digits)) return true;
		return phone.bubbles.some(({ text }) => text.toLowerCase().includes(sought));
	}

	function draw() {
		const sought = filter.value.trim().toLowerCase();
		const all = [...store.phones.values()].reverse();
		const found = all.filter((phone) => matches(phone, sought));
		const shown = found.slice(0, mostRows);
		let next = list.firstElementChild;
		const kept = new Set();
		for (const phone of shown) {
			const row = rows.get(phone.number) ?? makeRow(phone);
			kept.add(row.node);
			// Only what is not in its place yet is put there: moving a row would take the focus off it.
			if (row.node === next) next = next.nextElementSibling;
			else list.insertBefore(row.node, next);
			row.update();
		}
		for (const [number, { node }] of rows) {
			if (kept.has(node)) continue;
			node.remove();
			if (!store.phones.has(number)) rows.delete(number);
		}
		setRoving(shown);
		find('#phone-filter').hidden = all.length < filterFrom && sought === '';
		find('#phone-more').hidden = found.length <= mostRows && found.length > 0;
		setText(
			find('#phone-more'),
			found.length === 0
				? 'No such phone.'
				: `${count(found.length - mostRows, 'more phone')}: find one above.`,
		);
	}

	/** One stop for the Tab key, the arrows within. */
	function setRoving(shown) {
		const stop =
			shown.find(({ number }) => rows.get(number).button === document.activeElement) ??
			shown.find(({ number }) => number === store.open) ??
			shown[0];
		for (const phone of shown) {
			setAttribute(rows.get(phone.number).button, 'tabindex', phone === stop ? '0' : '-1');
		}
	}

	list.addEventListener('keydown', (event) => {
		const buttons = [...list.querySelectorAll('button')];
		const index = buttons.indexOf(document.activeElement);
		const target = {
			ArrowDown: buttons[index + 1],
			ArrowUp: buttons[index - 1],
			Home: buttons[0],
			End: buttons.at(-1),
		}[event.key];
		if (!target) return;
		event.preventDefault();
		buttons[index].tabIndex = -1;
		target.tabIndex = 0;
		target.focus();
	});
	filter.addEventListener('input', draw);
	find('#new-phone').addEventListener('submit', (event) => {
		event.preventDefault();
		const input = find('#new-number');
		const number = understood(input.value);
		setText(
			find('#new-number-problem'),
			number
				? ''
				: 'A US number has ten digits, such as 206-555-0100; a short code has three to eight.',
		);
		setAttribute(input, 'aria-invalid', number ? null : 'true');
		if (!number) return input.focus();
		input.value = '';
		open(number);
	});
	store.watch(['phones', 'open'], draw);
}
