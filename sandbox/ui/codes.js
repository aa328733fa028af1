import { html, useState } from '/ui/vendor/preact.js';
import { ask } from './api.js';
import { timeOf } from './format.js';

const modes = {
	offline: 'Texts wait in the inbox until they are read.',
	online: 'Texts are posted to the listener.',
};

const summary = ({ mode, states, lastRead }) => {
	const parts = [`${states.waiting} waiting`];
	if (mode === 'online') {
		parts.push(`${states.acknowledged} acknowledged by the listener`);
		if (states.discarded > 0) parts.push(`${states.discarded} given up`);
		return `${parts.join(', ')}.`;
	}
	parts.push(`${states.read} read`);
	if (states.expired > 0) parts.push(`${states.expired} deleted unread`);
	const read = lastRead === null ? 'Never read yet.' : `Last read ${timeOf(lastRead)}.`;
	return `${parts.join(', ')}. ${read}`;
};

const listenersOf = (mode) => ({
	...(mode === 'online' && {
		message: ['Listener for messages', 'Repeated until it responds with 2xx.'],
	}),
	deliveryStatus: [
		'Listener for delivery notifications',
		'For messages sent with a notification asked for.',
	],
});

const UrlField = ({ id, label, hint, value, type }) => html`
	<div class="field">
		<label for=${id}>${label}</label>
		<input
			id=${id}
			type="url"
			placeholder="http://localhost:5678/webhook/…"
			autocomplete="off"
			spellcheck="false"
			aria-describedby="${id}-hint"
			value=${value}
			onInput=${({ target }) => type(target.value)}
		/>
		<p class="hint" id="${id}-hint">${hint}</p>
	</div>
`;

const Card = ({ store, code }) => {
	const { shortCode, mode, appKey, listeners } = code;
	const [typed, setTyped] = useState({});
	const [saved, setSaved] = useState(false);
	const submit = async (event) => {
		event.preventDefault();
		const urls = Object.keys(listenersOf(mode))
			.map((name) => [name, (typed[name] ?? listeners[name] ?? '').trim()])
			.filter(([, url]) => url !== '');
		setSaved(false);
		const done = await store.attempt(() =>
			ask('POST', 'listeners', { shortCode, ...Object.fromEntries(urls) }),
		);
		if (!done) return;
		setSaved(true);
		setTyped({});
	};
	return html`
		<li class="card">
			<div class="card-top">
				<h3 id="code-${shortCode}">${shortCode}</h3>
				<span class="mode">${mode}</span>
			</div>
			<p class="hint">${modes[mode]} App Key ${appKey}</p>
			<p class="code-state">${summary(code)}</p>
			<form class="form" aria-labelledby="code-${shortCode}" novalidate onSubmit=${submit}>
				${Object.entries(listenersOf(mode)).map(
					([name, [label, hint]]) => html`
						<${UrlField}
							id="${name}-${shortCode}"
							label=${label}
							hint=${hint}
							value=${typed[name] ?? listeners[name] ?? ''}
							type=${(url) => setTyped({ ...typed, [name]: url })}
						/>
					`,
				)}
				<div class="buttons">
					<button type="submit">Save</button>
					<span class="hint" role="status">${saved ? 'Saved.' : ''}</span>
				</div>
			</form>
		</li>
	`;
};

/** The short codes: mode, listeners, and what waits. */
export const Codes = ({ store }) => html`
	<ul class="cards">
		${[...store.codes.values()].map(
			(code) => html`<${Card} key=${code.shortCode} store=${store} code=${code} />`,
		)}
	</ul>
	<dl class="facts">
		<dt>Base URL for the credential</dt>
		<dd><code>${store.url}</code></dd>
	</dl>
`;
