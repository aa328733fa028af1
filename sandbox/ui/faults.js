import { html, useState } from '/ui/vendor/preact.js';
import { request } from './api.js';
import { SchemaFields, Select, useValues } from './fields.js';
import { capitalized, count } from './format.js';

/** How often a fault has struck, and still will. JSON has no Infinity: null stands for it. */
const progress = ({ skip, times, hits }) => {
	const struck = hits === 0 ? 'not struck yet' : `struck ${count(hits, 'time')}`;
	const left = times === null ? 'on until switched off' : `${times} to come`;
	return `${struck}, ${left}${skip > 0 ? `, after ${count(skip, 'request')}` : ''}`;
};

/** A fault's own options: what isn't the same for all, nor fixed. */
const optionsOf = ({ body: { properties } }) => {
	const { on: _, skip: _s, times: _t, ...own } = properties;
	return Object.fromEntries(Object.entries(own).filter(([, option]) => !('const' in option)));
};

const Fault = ({ store, type, on, values }) => {
	const { kind, title, description } = type;
	const { values: own, save } = useValues();
	const armed = store.faults.filter((fault) => fault.kind === kind && fault.on === on);
	const flip = (event) => {
		// The switch shows what the sandbox does, once it has answered.
		event.target.checked = armed.length > 0;
		return store.attempt(() =>
			armed.length > 0
				? Promise.all(armed.map(({ id }) => request('DELETE', `faults/${id}`)))
				: request('POST', 'faults', { on, kind, ...values, ...own }),
		);
	};
	const options = optionsOf(type);
	const id = `fault-${kind}`;
	return html`
		<li class="fault">
			<input
				type="checkbox"
				role="switch"
				id=${id}
				checked=${armed.length > 0}
				aria-describedby="${id}-what"
				onChange=${flip}
			/>
			<label for=${id}>${title}</label>
			<p class="hint" id="${id}-what">
				${description} <span data-tone="bad">${armed.map(progress).join('; ')}</span>
			</p>
			${
				Object.keys(options).length > 0 &&
				html`<details>
					<summary>Options<span class="visually-hidden"> of ${title}</span></summary>
					<${SchemaFields} ...${{ store, id, save }} properties=${options} values=${own} />
				</details>`
			}
		</li>
	`;
};

const InForce = ({ store }) => html`
	<div class="card in-force" hidden=${store.faults.length === 0}>
		<h3>In force</h3>
		<ul aria-label="Faults in force">
			${store.faults.map(
				(fault) =>
					html`<li>
						<strong>${capitalized(fault.on)}: ${store.faultTitle(fault.kind)}</strong>,
						${progress(fault)}
					</li>`,
			)}
		</ul>
		<button type="button" onClick=${() => store.attempt(() => request('DELETE', 'faults'))}>
			Switch all off
		</button>
	</div>
`;

/** A switch for each fault, for the operation that is chosen, and a list of those in force. */
export const Faults = ({ store }) => {
	const [on, setOn] = useState('send');
	const { values, save } = useValues();
	const types = store.listing.faults.filter((type) => type.on.includes(on));
	const targets = [...new Set(store.listing.faults.flatMap((type) => type.on))];
	const { skip, times } = store.listing.faults[0].body.properties;
	return html`
		<${InForce} store=${store} />
		<${Select}
			id="fault-on"
			label="Applies to"
			choices=${targets.map((each) => [each, capitalized(each)])}
			value=${on}
			choose=${setOn}
		/>
		<${SchemaFields}
			store=${store}
			id="fault"
			properties=${{ times, skip }}
			...${{ values, save }}
		/>
		${[...Map.groupBy(types, ({ family }) => family)].map(
			([family, members]) => html`
				<section key=${family}>
					<h3>${family}</h3>
					<ul>
						${members.map(
							(type) => html`<${Fault} key=${type.kind} ...${{ store, type, on, values }} />`,
						)}
					</ul>
				</section>
			`,
		)}
	`;
};
