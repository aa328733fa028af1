import { html } from '/ui/vendor/preact.js';
import { grouped, timeOf } from './format.js';
import { OperationForm } from './operations.js';

/** How many texts to a short code are in each state. */
const summary = (shortCode, { mode, lastRead }, bubbles) => {
	const states = { waiting: 0 };
	for (const { kind, state, shortCode: to } of bubbles) {
		if (kind === 'mo' && to === shortCode) states[state] = (states[state] ?? 0) + 1;
	}
	const counts = Object.entries(states).map(([state, number]) => `${grouped(number)} ${state}`);
	if (mode === 'online') return `${counts.join(', ')}.`;
	return `${counts.join(', ')}. ${lastRead ? `Last read ${timeOf(lastRead)}.` : 'Never read yet.'}`;
};

const ShortCode = ({ store, shortCode }) => {
	const code = store.codes.get(shortCode);
	return html`
		<li class="card" aria-label=${shortCode}>
			<h4>${shortCode} (${code.mode})</h4>
			<p>${summary(shortCode, code, store.bubbles.values())}</p>
			<${OperationForm}
				store=${store}
				path="listeners"
				title="Save"
				given=${{ shortCode, headers: undefined }}
				initial=${code.listeners}
			/>
			<${OperationForm}
				store=${store}
				...${{ method: 'DELETE', path: 'shortCodes/{id}', title: 'Remove', given: { id: shortCode } }}
			/>
		</li>
	`;
};

const App = ({ store, app: { appKey, shortCodes, suspended = false } }) => html`
	<section aria-label="App ${appKey}">
		<h3>${appKey}${suspended && ' (suspended)'}</h3>
		<ul class="cards">
			${shortCodes.map(
				({ shortCode }) =>
					html`<${ShortCode} key=${shortCode} store=${store} shortCode=${shortCode} />`,
			)}
		</ul>
		<details>
			<summary>Change the app<span class="visually-hidden"> ${appKey}</span></summary>
			<${OperationForm}
				store=${store}
				path="shortCodes"
				given=${{ appKey, listener: undefined, listeners: undefined }}
			/>
			<${OperationForm}
				store=${store}
				path="apps/suspend"
				title=${suspended ? 'Resume the app' : 'Suspend the app'}
				given=${{ appKey, suspended: !suspended }}
			/>
			<${OperationForm} store=${store} method="DELETE" path="apps/{id}" given=${{ id: appKey }} />
		</details>
	</section>
`;

/** The apps and their short codes: mode, listeners, and what waits. */
export const Apps = ({ store }) => html`
	<p>Base URL for the credential: <code>${store.url}</code></p>
	${store.apps.map((app) => html`<${App} key=${app.appKey} store=${store} app=${app} />`)}
	<details>
		<summary>Add an app</summary>
		<${OperationForm} store=${store} path="apps" given=${{ suspended: undefined }} />
	</details>
`;
