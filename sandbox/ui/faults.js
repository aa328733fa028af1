import { ask } from './api.js';
import { announce, attempt } from './announce.js';
import { element, find, newId, setAttribute, setText } from './dom.js';
import { faultGroups, faultName } from './fault-words.js';
import { count, operations } from './format.js';

const timesChoices = [
	['1', 'once'],
	['3', '3 times'],
	['10', '10 times'],
	['', 'until switched off'],
];

/** How often a fault in force has struck, and still will. JSON has no Infinity: null stands for it. */
function progress({ skip, times, hits }) {
	const struck = hits === 0 ? 'not struck yet' : `struck ${count(hits, 'time')}`;
	const left = times === null ? 'on until switched off' : `${times} to come`;
	const after = skip > 0 ? `, after ${count(skip, 'request')}` : '';
	return `${struck}, ${left}${after}`;
}

/** A switch for each fault, for the operation that is chosen, and a list of those in force. */
export function showFaults(store) {
	const root = find('#faults');
	const switches = new Map();
	let on = 'send';

	const radios = Object.entries(operations).map(([value, name]) => {
		const input = element('input', {
			type: 'radio',
			name: 'fault-on',
			value,
			checked: value === on,
			class: 'visually-hidden',
			onchange() {
				on = value;
				draw();
			},
		});
		const badge = element('span', { class: 'badge', 'aria-hidden': 'true' });
		return { value, badge, node: element('label', { class: 'segment' }, input, name, badge) };
	});
	const times = element(
		'select',
		{ id: 'fault-times' },
		timesChoices.map(([value, words]) => element('option', { value }, words)),
	);
	const skip = element('input', { id: 'fault-skip', type: 'number', min: '0', value: '0' });
	const retryAfter = element('input', { id: 'fault-retry', type: 'number', min: '0' });
	const processed = element('input', { id: 'fault-processed', type: 'checkbox' });
	const inForce = element('ul', { class: 'in-force', 'aria-label': 'Faults in force' });
	const clear = element(
		'button',
		{
			type: 'button',
			class: 'button',
			onclick: () => void attempt(() => ask('DELETE', 'faults')),
		},
		'Switch all off',
	);
	const field = (input, label, hint) =>
		element(
			'div',
			{ class: 'field' },
			element('label', { for: input.id }, label),
			input,
			hint ? element('p', { class: 'hint' }, hint) : null,
		);
	const groups = element('div', { class: 'fault-groups' });
	const forceSection = element(
		'div',
		{ class: 'in-force-section', hidden: true },
		element('h3', {}, 'In force'),
		inForce,
		clear,
	);
	root.append(
		forceSection,
		element(
			'fieldset',
			{ class: 'segments' },
			element('legend', {}, 'Strikes on'),
			radios.map(({ node }) => node),
		),
		element(
			'div',
			{ class: 'fields' },
			field(times, 'How often'),
			field(skip, 'Let through first'),
		),
		element(
			'details',
			{ class: 'more' },
			element('summary', {}, 'More'),
			field(retryAfter, 'Retry-After, seconds', 'For apiErrors. Empty: none.'),
			element(
				'div',
				{ class: 'check' },
				processed,
				element(
					'label',
					{ for: processed.id },
					'The request is done first, where the fault leaves the choice',
				),
			),
		),
		groups,
	);

	const armedOf = (kind) => store.faults.filter((fault) => fault.kind === kind && fault.on === on);

	async function flip(type, group) {
		const armed = armedOf(type.kind);
		if (armed.length > 0) {
			await attempt(() => Promise.all(armed.map(({ id }) => ask('DELETE', `faults/${id}`))));
			return;
		}
		await attempt(() =>
			ask('POST', 'faults', {
				on,
				kind: type.kind,
				times: times.value === '' ? null : Number(times.value),
				skip: Number(skip.value),
				...(group === 'ApiError' && retryAfter.value !== '' && { retryAfter: retryAfter.value }),
				...(type.either && processed.checked && { processed: true }),
			}),
		);
	}

	function makeSwitch(type, group, name, what) {
		const id = newId('fault');
		const button = element(
			'button',
			{
				type: 'button',
				role: 'switch',
				class: 'switch',
				'aria-checked': 'false',
				'aria-labelledby': id,
				'aria-describedby': `${id}-what`,
				onclick: () => void flip(type, group),
			},
			element('span', { class: 'switch-words', 'aria-hidden': 'true' }),
		);
		const state = element('span', { class: 'fault-state' });
		const node = element(
			'li',
			{ class: 'fault' },
			element(
				'div',
				{},
				element('span', { class: 'fault-name', id }, name),
				element('span', { class: 'hint', id: `${id}-what` }, what, ' ', state),
			),
			button,
		);
		switches.set(type.kind, { type, node, button, state });
		return node;
	}

	function make() {
		const types = new Map(store.faultKinds.map((type) => [type.kind, type]));
		const described = new Set(faultGroups.flatMap(({ faults }) => faults.map(([kind]) => kind)));
		// A kind that the page has no words for is still one to switch on.
		const others = [...types.keys()].filter((kind) => !described.has(kind));
		const all = [...faultGroups, { name: 'Other', faults: others.map((kind) => [kind, kind, '']) }];
		groups.replaceChildren(
			...all.map(({ name, faults }) =>
				element(
					'section',
					{ class: 'fault-group' },
					element('h3', {}, name),
					element(
						'ul',
						{ class: 'fault-list' },
						faults
							.filter(([kind]) => types.has(kind))
							.map(([kind, label, what]) => makeSwitch(types.get(kind), name, label, what)),
					),
				),
			),
		);
	}

	function drawInForce() {
		forceSection.hidden = store.faults.length === 0;
		inForce.replaceChildren(
			...store.faults.map((fault) => {
				const name = `${operations[fault.on]}: ${faultName(fault.kind)}`;
				return element(
					'li',
					{},
					element('strong', {}, name),
					element('span', { class: 'hint' }, progress(fault)),
				);
			}),
		);
	}

	function draw() {
		if (switches.size === 0 && store.faultKinds.length > 0) make();
		drawInForce();
		for (const { value, badge } of radios) {
			const armed = store.faults.filter((fault) => fault.on === value).length;
			setText(badge, armed > 0 ? String(armed) : '');
		}
		for (const { type, node, button, state } of switches.values()) {
			node.hidden = !type.on.includes(on);
			const armed = armedOf(type.kind);
			setAttribute(button, 'aria-checked', String(armed.length > 0));
			setText(button.firstElementChild, armed.length > 0 ? 'on' : 'off');
			setText(state, armed.map(progress).join('; '));
		}
		for (const section of groups.children) {
			section.hidden = section.querySelectorAll('.fault:not([hidden])').length === 0;
		}
		const badge = find('#faults-badge');
		badge.hidden = store.faults.length === 0;
		setText(badge.firstElementChild, String(store.faults.length));
	}

	store.on('struck', ({ fault, operation }) => {
		announce(`Fault ${faultName(fault)} struck ${operations[operation] ?? 'a request'}.`);
	});
	store.watch(['faults'], draw);
}
