import { html, useEffect, useRef, useState } from '/ui/vendor/preact.js';
import { capitalized } from './format.js';

/**
 * The values that a form holds. `latest` has them before the form is drawn again: where Enter submits
 * it, the last value has just been entered.
 */
export const useValues = () => {
	const [values, setValues] = useState({});
	const latest = useRef(values);
	const set = (changed) => setValues((latest.current = changed));
	return { values, latest, set, save: (name, value) => set({ ...latest.current, [name]: value }) };
};

/** A control with its label and hint. `control` is an element's name; all else goes to the control. */
export const Field = ({ id, label, hint, control = 'input', children, ...attributes }) => html`
	<div class="field">
		<label for=${id}>${label}</label>
		<${control} id=${id} aria-describedby=${hint ? `${id}-hint` : null} ...${attributes}>
			${children}
		<//>
		${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}
	</div>
`;

/** A choice. `choices` are values, or pairs of a value and its words. */
export const Select = ({ choices, choose, ...rest }) => html`
	<${Field} control="select" onChange=${({ target }) => choose(target.value)} ...${rest}>
		${choices.map((choice) => {
			const [value, words = value] = [choice].flat();
			return html`<option value=${value}>${words}</option>`;
		})}
	<//>
`;

const toLocal = (time) => {
	const date = new Date(time);
	return new Date(date - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
};

/**
 * How a value of a JSON Schema is entered: the control, and how its text is read and shown. Reading
 * may throw; what it lets through is checked by the sandbox.
 */
const kindOf = (schema) => {
	if (schema.type === 'boolean') return { type: 'checkbox' };
	const parts = schema.anyOf ?? [schema];
	// An empty field stands for the one value that isn't a number or a text.
	const empty = parts.find((part) => part.type === 'null' || part.const !== undefined);
	const emptyValue = empty && (empty.const ?? null);
	const others = parts.filter((part) => part !== empty);
	const [{ type, format, minimum, maximum }] = others;
	const entered = (read, attributes, show = String) => ({
		...attributes,
		read: (text) => (text === '' ? emptyValue : read(text)),
		show: (value) => (value === undefined || value === emptyValue ? '' : show(value)),
	});
	if (schema.enum) return entered((text) => text, { choices: schema.enum });
	const time = others.find((part) => part.format === 'date-time');
	if (time) {
		const read = (text) => new Date(text).toISOString();
		return entered(read, { type: 'datetime-local', step: 1 }, toLocal);
	}
	if (others.length === 1 && (type === 'number' || type === 'integer')) {
		const step = type === 'integer' ? 1 : 'any';
		return entered(Number, { type: 'number', min: minimum, max: maximum, step });
	}
	if (others.length === 1 && type === 'string') {
		return entered((text) => text.trim(), { type: format === 'uri' ? 'url' : 'text' });
	}
	return entered(JSON.parse, { type: 'text', isJson: true }, JSON.stringify);
};

/** A field for a value of a JSON Schema. `save` gets the value when it has changed. */
const SchemaField = ({ store, id, name, schema, value = schema.default, save }) => {
	const [typed, setTyped] = useState(null);
	const saved = useRef(null);
	const { read, show, choices, isJson, ...attributes } = kindOf(schema);
	const label =
		schema.title ?? capitalized(name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
	const hint = [schema.description, isJson && 'JSON.'].filter(Boolean).join(' ');
	const forget = (text) => setTyped((now) => (now === text ? null : now));
	// Shown until the value that was saved comes back. What is typed meanwhile stays.
	useEffect(() => forget(saved.current), [show?.(value)]);
	if (attributes.type === 'checkbox') {
		const onChange = ({ target }) => save(target.checked);
		return html`<${Field} ...${{ ...attributes, id, label, hint, checked: value, onChange }} />`;
	}
	const change = async (text) => {
		saved.current = text;
		try {
			if ((await save(read(text))) === false) forget(text);
		} catch (error) {
			store.setProblem(`${label}: ${error.message}`);
			forget(text);
		}
	};
	const current = typed ?? show(value);
	if (choices) {
		const offered = current === '' ? ['', ...choices] : choices;
		return html`<${Select}
			...${{ id, label, hint }}
			value=${current}
			choices=${offered}
			choose=${change}
		/>`;
	}
	return html`<${Field}
		...${{ ...attributes, id, label, hint }}
		autocomplete="off"
		spellcheck="false"
		value=${current}
		onInput=${({ target }) => setTyped(target.value)}
		onChange=${({ target }) => change(target.value)}
	/>`;
};

/** Fields for the properties of a JSON Schema. `save` gets a property's name and its new value. */
export const SchemaFields = ({ store, id, properties, values, save }) => html`
	<div class="fields">
		${Object.entries(properties).map(
			([name, schema]) => html`
				<${SchemaField}
					key=${name}
					...${{ store, name, schema }}
					id="${id}-${name}"
					value=${values[name]}
					save=${(value) => save(name, value)}
				/>
			`,
		)}
	</div>
`;
