import { html, useEffect, useRef, useState } from '/ui/vendor/preact.js';

/**
 * How a value of a JSON Schema is typed or chosen. `parse` returns undefined for what can't be
 * parsed; the sandbox checks the rest.
 */
const kindOf = (schema) => {
	if (schema.type === 'boolean') return { control: 'checkbox' };
	const choices = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
	if (choices) return { control: 'select', choices, parse: (text) => text, show: String };
	const parts = schema.anyOf ?? [schema];
	const number = parts.find(({ type }) => type === 'number' || type === 'integer');
	const empty = parts.find((part) => part.type === 'null' || part.const !== undefined);
	const others = parts.filter((part) => part !== number && part !== empty);
	if (number && others.length === 0) {
		// An empty field stands for the one value that isn't a number.
		const emptyValue = empty?.const ?? null;
		return {
			control: 'number',
			min: number.minimum,
			parse: (text) => (text === '' ? (empty ? emptyValue : undefined) : Number(text)),
			show: (value) => (value === undefined || value === emptyValue ? '' : String(value)),
		};
	}
	if (schema.type === 'string') {
		return { control: 'text', parse: (text) => text, show: (value) => value ?? '' };
	}
	return {
		control: 'text',
		isJson: true,
		parse: (text) => (text === '' ? undefined : JSON.parse(text)),
		show: (value) => (value === undefined ? '' : JSON.stringify(value)),
	};
};

/** A field for a value of a JSON Schema. `save` gets the value when it has changed. */
export const SchemaField = ({ id, schema, label, value, save, problem }) => {
	const [typed, setTyped] = useState(null);
	const saved = useRef(null);
	const { control, choices, min, isJson, parse, show } = kindOf(schema);
	const hint = [schema.description, isJson && 'JSON.'].filter(Boolean).join(' ');
	const shared = { id, ...(hint && { 'aria-describedby': `${id}-hint` }) };
	const forget = (text) => setTyped((now) => (now === text ? null : now));
	// Shown until the value that was saved comes back. What is typed meanwhile stays.
	useEffect(() => forget(saved.current), [show?.(value)]);
	const change = async ({ target }) => {
		saved.current = target.value;
		try {
			if ((await save(parse(target.value))) === false) forget(saved.current);
		} catch (error) {
			problem(`${label}: ${error.message}`);
			forget(saved.current);
		}
	};
	if (control === 'checkbox') {
		const change = ({ target }) => save(target.checked);
		return html`<div class="check">
			<input type="checkbox" ...${shared} checked=${value ?? schema.default} onChange=${change} />
			<label for=${id}>${label}</label>
			${hint && html`<span class="hint" id="${id}-hint">${hint}</span>`}
		</div>`;
	}
	const current = typed ?? show(value);
	return html`<div class="field">
		<label for=${id}>${label}</label>
		${
			control === 'select'
				? html`<select ...${shared} value=${current} onChange=${change}>
						${choices.map((choice) => html`<option value=${choice}>${choice}</option>`)}
					</select>`
				: html`<input
						type=${control}
						...${shared}
						min=${min}
						autocomplete="off"
						spellcheck="false"
						value=${current}
						onInput=${({ target }) => setTyped(target.value)}
						onChange=${change}
					/>`
		}
		${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}
	</div>`;
};
