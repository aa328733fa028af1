import { html, useState } from '/ui/vendor/preact.js';
import { ask } from './api.js';
import { count, operationNames } from './format.js';
import { SchemaField } from './schemaField.js';

const timesChoices = [
	['1', 'once'],
	['3', '3 times'],
	['10', '10 times'],
	['', 'until switched off'],
];

/** What every fault has; the others are a fault's own options. */
const common = ['on', 'kind', 'skip', 'times', 'processed'];

/** How often a fault has struck, and still will. JSON has no Infinity: null stands for it. */
const progress = ({ skip, times, hits }) => {
	const struck = hits === 0 ? 'not struck yet' : `struck ${count(hits, 'time')}`;
	const left = times === null ? 'on until switched off' : `${times} to come`;
	return `${struck}, ${left}${skip > 0 ? `, after ${count(skip, 'request')}` : ''}`;
};

const optionsOf = ({ body }) =>
	Object.entries(body.properties).filter(([name]) => !common.includes(name));

const Options = ({ store, type, values, set }) => html`
	<details class="more">
		<summary>Options<span class="visually-hidden"> of ${type.title}</span></summary>
		<div class="fields">
			${optionsOf(type).map(
				([name, schema]) => html`
					<${SchemaField}
						id="fault-${type.kind}-${name}"
						schema=${schema}
						label=${schema.title ?? name}
						value=${values[name]}
						save=${(value) => set({ ...values, [name]: value })}
						problem=${store.setProblem}
					/>
				`,
			)}
			${
				type.either &&
				html`<${SchemaField}
					id="fault-${type.kind}-processed"
					schema=${{ type: 'boolean' }}
					label="Processed first"
					value=${values.processed ?? type.processed}
					save=${(processed) => set({ ...values, processed })}
				/>`
			}
		</div>
	</details>
`;

const Fault = ({ store, type, on, times, skip }) => {
	const { kind, title, description } = type;
	const [values, setValues] = useState({});
	const armed = store.faults.filter((fault) => fault.kind === kind && fault.on === on);
	const flip = () =>
		store.attempt(() =>
			armed.length > 0
				? Promise.all(armed.map(({ id }) => ask('DELETE', `faults/${id}`)))
				: ask('POST', 'faults', { on, kind, times, skip, ...values }),
		);
	const id = `fault-${kind}`;
	return html`
		<li class="fault">
			<div>
				<span class="fault-name" id=${id}>${title}</span>
				<span class="hint" id="${id}-what">
					${description} <span class="fault-state">${armed.map(progress).join('; ')}</span>
				</span>
				${
					(type.either || optionsOf(type).length > 0) &&
					html`<${Options} store=${store} type=${type} values=${values} set=${setValues} />`
				}
			</div>
			<button
				type="button"
				role="switch"
				class="switch"
				aria-checked=${String(armed.length > 0)}
				aria-labelledby=${id}
				aria-describedby="${id}-what"
				onClick=${flip}
			>
				<span aria-hidden="true">${armed.length > 0 ? 'on' : 'off'}</span>
			</button>
		</li>
	`;
};

const InForce = ({ store }) => html`
	<div class="in-force" hidden=${store.faults.length === 0}>
		<h3>In force</h3>
		<ul aria-label="Faults in force">
			${store.faults.map((fault) => {
				const title = store.listing.faults.find(({ kind }) => kind === fault.kind)?.title;
				return html`<li>
					<strong>${operationNames[fault.on]}: ${title ?? fault.kind}</strong> ${progress(fault)}
				</li>`;
			})}
		</ul>
		<button type="button" onClick=${() => store.attempt(() => ask('DELETE', 'faults'))}>
			Switch all off
		</button>
	</div>
`;

/** A switch for each fault, for the operation that is chosen, and a list of those in force. */
export const Faults = ({ store }) => {
	const [on, setOn] = useState('send');
	const [times, setTimes] = useState('1');
	const [skip, setSkip] = useState('0');
	const types = store.listing.faults.filter((type) => type.on.includes(on));
	const families = [...new Set(types.map(({ family }) => family))];
	const armedOn = (operation) => store.faults.filter((fault) => fault.on === operation).length;
	return html`
		<${InForce} store=${store} />
		<fieldset class="segments">
			<legend>Strikes on</legend>
			${Object.entries(operationNames).map(
				([value, name]) => html`
					<label class="segment">
						<input
							type="radio"
							name="fault-on"
							class="visually-hidden"
							checked=${value === on}
							onChange=${() => setOn(value)}
						/>
						${name}
						${
							armedOn(value) > 0 &&
							html`<span class="badge" aria-hidden="true">${armedOn(value)}</span>`
						}
					</label>
				`,
			)}
		</fieldset>
		<div class="fields">
			<div class="field">
				<label for="fault-times">How often</label>
				<select id="fault-times" value=${times} onChange=${({ target }) => setTimes(target.value)}>
					${timesChoices.map(([value, words]) => html`<option value=${value}>${words}</option>`)}
				</select>
			</div>
			<div class="field">
				<label for="fault-skip">Let through first</label>
				<input
					id="fault-skip"
					type="number"
					min="0"
					value=${skip}
					onInput=${({ target }) => setSkip(target.value)}
				/>
			</div>
		</div>
		${families.map(
			(family) => html`
				<section key=${family}>
					<h3>${family}</h3>
					<ul>
						${types
							.filter((type) => type.family === family)
							.map(
								(type) => html`
									<${Fault}
										key=${type.kind}
										store=${store}
										type=${type}
										on=${on}
										times=${times === '' ? null : Number(times)}
										skip=${Number(skip)}
									/>
								`,
							)}
					</ul>
				</section>
			`,
		)}
	`;
};
