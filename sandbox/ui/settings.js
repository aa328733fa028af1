import { html } from '/ui/vendor/preact.js';
import { request } from './api.js';
import { SchemaFields } from './fields.js';
import { timeOf } from './format.js';
import { OperationForm } from './operations.js';

/** Every setting that the sandbox declares, by group; then what can be done by hand. */
export const Settings = ({ store }) => {
	const { properties } = store.listing.settings;
	const groups = Map.groupBy(Object.entries(properties), ([, { group }]) => group);
	const save = async (name, value) => {
		const done = await store.attempt(async () => {
			store.apply('settings', await request('POST', 'settings', { [name]: value }));
		});
		if (done) store.announce(`${properties[name].title}: set.`);
		return done && value !== undefined;
	};
	return html`
		${[...groups].map(
			([group, members]) => html`
				<section key=${group} aria-label=${group}>
					<h3>${group}</h3>
					<${SchemaFields}
						store=${store}
						id="setting"
						properties=${Object.fromEntries(members)}
						values=${store.settings}
						save=${save}
					/>
				</section>
			`,
		)}
		<h3>Clock</h3>
		<p class="hint">The sandbox's time is ${timeOf(store.now())}.</p>
		<${OperationForm} store=${store} path="clock/advance" />
		<${OperationForm} store=${store} path="clock" />
		<h3>Tokens</h3>
		<${OperationForm} store=${store} path="tokens/expire" />
		<${OperationForm} store=${store} path="tokens/revoke" />
		<h3>Start over</h3>
		<${OperationForm} store=${store} path="reset" />
	`;
};
