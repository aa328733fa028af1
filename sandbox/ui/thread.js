import { ask } from './api.js';
import { announce, attempt } from './announce.js';
import { makeBubble, stateWords } from './bubbles.js';
import { element, find, setText } from './dom.js';
import { count, readable } from './format.js';

/** Bubbles drawn at first, and by each "Show earlier". */
const pageSize = 100;

/** What becomes of texts to a phone, kept in the settings as lists of numbers. */
const fates = {
	delivered: 'are delivered',
	undeliverable: 'can’t be delivered',
	SVC0004: 'are refused: SVC0004',
	SVC0002: 'are refused: SVC0002',
};

const tenDigits = (number) => number.replace(/\D/g, '').slice(-10);
const numberOf = (bad) => (typeof bad === 'string' ? bad : bad.number);

function fateOf(number, { undeliverable, badNumbers }) {
	const same = (other) => tenDigits(other) === tenDigits(number);
	const bad = badNumbers.find((each) => same(numberOf(each)));
	if (bad) return typeof bad === 'string' ? 'SVC0004' : bad.code;
	return undeliverable.some(same) ? 'undeliverable' : 'delivered';
}

function withFate(number, fate, { undeliverable, badNumbers }) {
	const other = (each) => tenDigits(each) !== tenDigits(number);
	const lists = {
		undeliverable: undeliverable.filter(other),
		badNumbers: badNumbers.filter((each) => other(numberOf(each))),
	};
	if (fate === 'undeliverable') lists.undeliverable.push(number);
	if (fate.startsWith('SVC')) lists.badNumbers.push({ number, code: fate });
	return lists;
}

/** The phone that is open: its texts, and what becomes of texts to it. */
export function showThread(store, sizes, { backToList }) {
	const thread = find('#thread');
	const list = find('#bubbles');
	const fate = find('#fate');
	const drawn = new Map();
	const tools = { codeOf: (code) => store.codes.get(code), sizeOf: sizes.of };
	let number = null;
	let shown = pageSize;

	fate.append(
		...Object.entries(fates).map(([value, words]) => element('option', { value }, words)),
	);

	function draw() {
		if (store.open === null) return;
		if (number !== store.open) {
			number = store.open;
			shown = pageSize;
			drawn.clear();
			list.replaceChildren();
		}
		const { bubbles } = store.phone(number);
		const atEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 40;
		const first = drawn.size === 0;
		const wanted = bubbles.slice(-shown);
		const keys = new Set(wanted.map(({ key }) => key));
		for (const [key, { node }] of drawn) {
			if (keys.has(key)) continue;
			node.remove();
			drawn.delete(key);
		}
		let next = list.firstElementChild;
		for (const bubble of wanted) {
			const known = drawn.get(bubble.key);
			if (known) {
				known.update();
				next = known.node.nextElementSibling;
				continue;
			}
			const made = makeBubble(bubble, tools);
			drawn.set(bubble.key, made);
			list.insertBefore(made.node, next);
		}
		if (atEnd || first) thread.scrollTop = thread.scrollHeight;
		store.phone(number).unread = 0;

		setText(find('#handset-title'), readable(number));
		const received = bubbles.filter(({ kind }) => kind === 'mt').length;
		setText(
			find('#handset-counts'),
			`${count(received, 'text')} received, ${bubbles.length - received} sent`,
		);
		setText(
			find('#thread-empty'),
			bubbles.length > 0 ? '' : 'No texts on this phone yet. Send one to a short code below.',
		);
		const earlier = bubbles.length - wanted.length;
		find('#earlier').hidden = earlier === 0;
		setText(find('#earlier'), `Show earlier (${count(earlier, 'text')})`);
	}

	function drawFate() {
		if (store.open !== null && store.settings) fate.value = fateOf(store.open, store.settings);
	}

	fate.addEventListener('change', async () => {
		await attempt(() => ask('POST', 'settings', withFate(store.open, fate.value, store.settings)));
		drawFate();
	});
	find('#earlier').addEventListener('click', () => {
		const before = thread.scrollHeight - thread.scrollTop;
		shown += pageSize;
		draw();
		thread.scrollTop = thread.scrollHeight - before;
	});
	find('#back').addEventListener('click', backToList);

	store.on('arrived', (bubble) => {
		if (bubble.kind === 'mo') return;
		announce(`New text on ${readable(bubble.number)}: ${bubble.text.slice(0, 160)}`);
	});
	store.on('changed', (bubble) => {
		if (bubble.number !== store.open) return;
		const what = bubble.kind === 'mo' ? 'Text to' : 'Text from';
		announce(`${what} ${bubble.shortCode}: ${stateWords(bubble, tools.codeOf(bubble.shortCode))}.`);
	});
	store.watch(['phones', 'open', 'sizes', 'codes'], draw);
	store.watch(['open', 'settings'], drawFate);
}
