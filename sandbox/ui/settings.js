import { ask } from './api.js';
import { announce, attempt } from './announce.js';
import { element, find, newId } from './dom.js';
import { settingGroups } from './setting-fields.js';

/** How each type of field is made, read and written. */
const types = {
	number: {
		make: ({ min }, id) =>
			element('input', { id, type: 'number', inputmode: 'numeric', min: String(min), step: '1' }),
		read: (input, { empty }) =>
			input.value === '' && empty !== undefined ? empty : Number(input.value),
		write(input, value, { empty }) {
			input.value = value === empty ? '' : String(value);
		},
	},
	choice: {
		make: ({ choices }, id) =>
			element(
				'select',
				{ id },
				(Array.isArray(choices)
					? choices.map((choice) => [choice, choice])
					: Object.entries(choices)
				).map(([value, words]) => element('option', { value }, words)),
			),
		read: (select) => select.value,
		write(select, value) {
			select.value = value;
		},
	},
	check: {
		make: (_, id) => element('input', { id, type: 'checkbox' }),
		read: (input) => input.checked,
		write(input, value) {
			input.checked = value;
		},
	},
};

const hours = 60 * 60_000;
const leaps = [
	['+ 1 minute', 60_000],
	['+ 30 minutes', hours / 2],
	['+ 1 hour', hours],
	['+ 72 hours', 72 * hours],
];

export function showSettings(store) {
	const form = find('#settings');
	const inputs = [];

	function makeField(field) {
		const id = newId('setting');
		const type = types[field.type];
		const input = type.make(field, id);
		if (field.hint) input.setAttribute('aria-describedby', `${id}-hint`);
		const write = () => type.write(input, store.settings[field.name], field);
		input.addEventListener('change', async () => {
			const value = type.read(input, field);
			const done = await attempt(() => ask('POST', 'settings', { [field.name]: value }));
			if (done) announce(`${field.label}: set.`);
			else write();
		});
		inputs.push({ input, write });
		const label = element('label', { for: id }, field.label);
		if (field.type === 'check') return element('div', { class: 'check' }, input, label);
		const hint = field.hint && element('p', { class: 'hint', id: `${id}-hint` }, field.hint);
		return element('div', { class: 'field' }, label, input, hint || null);
	}

	form.append(
		...settingGroups.map(({ name, fields }) => {
			const checks = fields.filter(({ type }) => type === 'check');
			const others = fields.filter(({ type }) => type !== 'check');
			return element(
				'fieldset',
				{},
				element('legend', {}, name),
				element('div', { class: 'fields' }, others.map(makeField)),
				checks.map(makeField),
			);
		}),
	);
	form.addEventListener('submit', (event) => event.preventDefault());

	const press = (selector, work, words) =>
		find(selector).addEventListener('click', async () => {
			if (await attempt(work)) announce(words);
		});
	find('#clock').append(
		...leaps.map(([words, ms]) =>
			element(
				'button',
				{
					type: 'button',
					class: 'button',
					'aria-describedby': 'clock-hint',
					async onclick() {
						if (await attempt(() => ask('POST', 'clock/advance', { ms }))) {
							announce(`Clock moved: ${words}.`);
						}
					},
				},
				words,
			),
		),
	);
	press('#expire', () => ask('POST', 'tokens/expire'), 'Access tokens are expired.');
	press('#revoke', () => ask('POST', 'tokens/revoke'), 'All tokens are revoked.');

	const dialog = find('#reset-dialog');
	find('#reset').addEventListener('click', () => dialog.showModal());
	find('#reset-no').addEventListener('click', () => dialog.close());
	find('#reset-yes').addEventListener('click', async () => {
		dialog.close();
		if (await attempt(() => ask('POST', 'reset'))) announce('Everything is forgotten.');
	});

	store.watch(['settings'], () => {
		// What is being typed stays.
		for (const { input, write } of inputs) if (document.activeElement !== input) write();
	});
}
