import { element, find, setText } from './dom.js';
import { faultName } from './fault-words.js';
import { operations, timeOf } from './format.js';
import { icon } from './icons.js';

/** Rows drawn at most. */
const mostRows = 200;

function pretty(body, headers) {
	const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
	if (!/json/i.test(type ?? '')) return body;
	try {
		return JSON.stringify(JSON.parse(body), null, 2);
	} catch {
		return body;
	}
}

function half(title, headers, body) {
	const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
	return element(
		'div',
		{ class: 'exchange-half' },
		element('h3', {}, title),
		element('pre', {}, lines.length > 0 ? lines.join('\n') : 'No headers'),
		body === '' ? null : element('pre', { class: 'body' }, pretty(body, headers)),
	);
}

/** What came of an exchange: its tone is in the words too. */
function outcome({ http, fault }) {
	if (fault) return { words: http === null ? 'no answer' : String(http), tone: 'bad' };
	if (http === null) return { words: 'no answer', tone: 'bad' };
	return { words: String(http), tone: http < 400 ? 'good' : 'bad' };
}

function makeRow(entry) {
	const { words, tone } = outcome(entry);
	const inward = entry.direction === 'in';
	const details = element(
		'details',
		{
			class: 'exchange',
			ontoggle() {
				// Most are never opened: what is inside is made when one is.
				if (!details.open || details.children.length > 1) return;
				details.append(
					half(`${entry.method} ${entry.url}`, entry.requestHeaders, entry.requestBody),
					half(
						entry.http === null ? 'No answer' : `Answer ${entry.http}`,
						entry.answerHeaders,
						entry.answerBody,
					),
				);
			},
		},
		element(
			'summary',
			{},
			element(
				'span',
				{ class: 'exchange-way' },
				icon(inward ? 'in' : 'out'),
				element('span', {}, inward ? 'in' : 'out'),
			),
			element('time', {}, timeOf(entry.time)),
			element('span', { class: 'exchange-operation' }, operations[entry.operation] ?? 'Unknown'),
			element('code', { class: 'exchange-url' }, `${entry.method} ${entry.url}`),
			entry.fault
				? element('span', { class: 'fault-mark' }, `fault: ${faultName(entry.fault)}`)
				: null,
			element('span', { class: 'exchange-http', 'data-tone': tone }, words),
		),
	);
	return element('li', {}, details);
}

/** The log of the wire. Drawn only while it is seen. */
export function showWire(store) {
	const list = find('#wire');
	const operation = find('#wire-operation');
	const trouble = find('#wire-trouble');
	const pause = find('#wire-pause');
	const rows = new Map();
	let paused = false;

	operation.append(
		element('option', { value: '' }, 'Everything'),
		...Object.entries(operations).map(([value, name]) => element('option', { value }, name)),
	);

	const wanted = (entry) =>
		(operation.value === '' || entry.operation === operation.value) &&
		(!trouble.checked || entry.fault !== null || entry.http === null || entry.http >= 400);

	function draw() {
		if (paused || list.offsetParent === null) return;
		const shown = store.wire.filter(wanted).slice(-mostRows).reverse();
		const keep = new Set(shown);
		for (const [entry, node] of rows) {
			if (keep.has(entry)) continue;
			node.remove();
			rows.delete(entry);
		}
		let next = list.firstElementChild;
		for (const entry of shown) {
			const known = rows.get(entry);
			if (known && known === next) {
				next = next.nextElementSibling;
				continue;
			}
			const node = known ?? makeRow(entry);
			rows.set(entry, node);
			list.insertBefore(node, next);
		}
		const empty = find('#wire-empty');
		empty.hidden = shown.length > 0;
		setText(
			empty,
			store.wire.length === 0
				? 'Nothing has come over the wire yet.'
				: 'Nothing of this kind has come over the wire.',
		);
	}

	pause.addEventListener('click', () => {
		paused = !paused;
		pause.setAttribute('aria-pressed', String(paused));
		setText(pause, paused ? 'Paused' : 'Pause');
		draw();
	});
	operation.addEventListener('change', draw);
	trouble.addEventListener('change', draw);
	store.watch(['wire', 'view'], draw);
}
