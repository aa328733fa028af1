import { html, useRef, useState } from '/ui/vendor/preact.js';
import { ask } from './api.js';
import { SchemaField } from './schemaField.js';

const units = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 };

/** Every setting that the sandbox declares, by group. */
const Fields = ({ store }) => {
	const { properties } = store.listing.settings;
	const groups = [...new Set(Object.values(properties).map(({ group }) => group))];
	const save = (name, label) => async (value) => {
		const done = await store.attempt(async () => {
			store.apply('settings', await ask('POST', 'settings', { [name]: value }));
		});
		if (done) store.announce(`${label}: set.`);
		return done;
	};
	return groups.map(
		(group) => html`
			<fieldset key=${group}>
				<legend>${group}</legend>
				<div class="fields">
					${Object.entries(properties)
						.filter(([, schema]) => schema.group === group)
						.map(
							([name, schema]) => html`
								<${SchemaField}
									key=${name}
									id="setting-${name}"
									schema=${schema}
									label=${schema.title ?? name}
									value=${store.settings[name]}
									save=${save(name, schema.title)}
									problem=${store.setProblem}
								/>
							`,
						)}
				</div>
			</fieldset>
		`,
	);
};

const Clock = ({ store }) => {
	const [by, setBy] = useState('30');
	const [unit, setUnit] = useState('minutes');
	const move = async (event) => {
		event.preventDefault();
		const ms = Number(by) * units[unit];
		if (await store.attempt(() => ask('POST', 'clock/advance', { ms }))) {
			store.announce(`Clock moved by ${by} ${unit}.`);
		}
	};
	return html`
		<h3>Clock</h3>
		<p class="hint">Moves the clock, and does what becomes due: statuses, deletions, callbacks.</p>
		<form class="buttons" onSubmit=${move}>
			<label for="clock-by">Forward by</label>
			<input
				id="clock-by"
				type="number"
				min="0"
				step="any"
				value=${by}
				onInput=${({ target }) => setBy(target.value)}
			/>
			<select aria-label="Unit" value=${unit} onChange=${({ target }) => setUnit(target.value)}>
				${Object.keys(units).map((name) => html`<option value=${name}>${name}</option>`)}
			</select>
			<button type="submit">Move the clock</button>
		</form>
	`;
};

const Reset = ({ store }) => {
	const dialog = useRef();
	const reset = async () => {
		dialog.current.close();
		if (await store.attempt(() => ask('POST', 'reset'))) store.announce('Everything is forgotten.');
	};
	return html`
		<h3>Start over</h3>
		<p class="hint">Forgets messages, inboxes, faults and the wire. Settings and tokens stay.</p>
		<div class="buttons">
			<button type="button" class="danger" onClick=${() => dialog.current.showModal()}>
				Forget everything…
			</button>
		</div>
		<dialog ref=${dialog} aria-labelledby="reset-title">
			<h2 id="reset-title">Forget everything?</h2>
			<p>
				All messages, waiting texts, faults and the log of the wire go, for all who use this
				sandbox.
			</p>
			<div class="buttons">
				<button type="button" onClick=${() => dialog.current.close()}>Keep it</button>
				<button type="button" class="danger" onClick=${reset}>Forget</button>
			</div>
		</dialog>
	`;
};

export const Settings = ({ store }) => {
	const press = (path, done) => async () => {
		if (await store.attempt(() => ask('POST', path))) store.announce(done);
	};
	return html`
		<form class="form" onSubmit=${(event) => event.preventDefault()}>
			<${Fields} store=${store} />
		</form>
		<${Clock} store=${store} />
		<h3>Tokens</h3>
		<div class="buttons">
			<button type="button" onClick=${press('tokens/expire', 'Access tokens are expired.')}>
				Expire access tokens
			</button>
			<button type="button" onClick=${press('tokens/revoke', 'All tokens are revoked.')}>
				Revoke all tokens
			</button>
		</div>
		<${Reset} store=${store} />
	`;
};
