import { html, useState } from '/ui/vendor/preact.js';
import { Field, Select } from './fields.js';
import { capitalized, timeOf } from './format.js';
import { Icon } from './icons.js';

const operations = ['token', 'send', 'status', 'inbox', 'callback'];

/** Rows drawn at most. */
const mostRows = 200;

const pretty = (body) => {
	try {
		return JSON.stringify(JSON.parse(body), null, 2);
	} catch {
		return body;
	}
};

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** Headers that curl sets itself. */
const ofTheConnection = /^(host|connection|content-length|transfer-encoding|accept-encoding)$/i;

/** A request as a command line. Secrets read `***` there, too. */
const asCurl = ({ method, url, requestHeaders, requestBody, direction }, origin) =>
	[
		`curl -X ${method} ${quoted(direction === 'in' ? origin + url : url)}`,
		...Object.entries(requestHeaders)
			.filter(([name]) => !ofTheConnection.test(name))
			.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
		...(requestBody === '' ? [] : [`--data-raw ${quoted(requestBody)}`]),
	].join(' \\\n  ');

const isTrouble = ({ fault, http }) => fault !== null || http === null || http >= 400;

const Half = ({ title, headers, body }) => {
	const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
	return html`
		<h3>${title}</h3>
		<pre class="hint">${lines.join('\n') || 'No headers'}</pre>
		${body !== '' && html`<pre class="body">${pretty(body)}</pre>`}
	`;
};

const Exchange = ({ store, entry }) => {
	// Most are never opened: what is inside is made when one is.
	const [isOpen, setOpen] = useState(false);
	const { direction, operation, method, url, http, fault } = entry;
	const request = `${method} ${url}`;
	const copy = () =>
		store.attempt(async () => {
			await navigator.clipboard.writeText(asCurl(entry, store.url));
			store.announce('Copied.');
		});
	return html`
		<li>
			<details onToggle=${({ currentTarget }) => setOpen(currentTarget.open)}>
				<summary class="exchange">
					<span><${Icon} name=${direction} />${direction}</span>
					<time>${timeOf(entry.time)}</time>
					<strong>${capitalized(operation ?? 'unknown')}</strong>
					<span class="clip" data-tone="bad">${fault && `fault: ${store.faultTitle(fault)}`}</span>
					<strong data-tone=${isTrouble(entry) ? 'bad' : 'good'}>${http ?? 'no response'}</strong>
					<code class="clip">${request}</code>
				</summary>
				${
					isOpen &&
					html`<div class="card">
						<${Half} title=${request} headers=${entry.requestHeaders} body=${entry.requestBody} />
						<button type="button" onClick=${copy}>Copy as curl</button>
						<${Half}
							title=${http === null ? 'No response' : `Response ${http}`}
							headers=${entry.responseHeaders}
							body=${entry.responseBody}
						/>
					</div>`
				}
			</details>
		</li>
	`;
};

/** The log of the wire. Drawn only while it is seen. */
export const Wire = ({ store, shown }) => {
	const [operation, setOperation] = useState('');
	const [onlyTrouble, setOnlyTrouble] = useState(false);
	const [paused, setPaused] = useState(null);
	const wanted = (entry) =>
		(operation === '' || entry.operation === operation) && (!onlyTrouble || isTrouble(entry));
	const all = paused ?? store.wire;
	const entries = shown ? all.filter(wanted).slice(-mostRows).reverse() : [];
	return html`
		<div class="buttons">
			<${Select}
				id="wire-operation"
				label="Show"
				choices=${[['', 'Everything'], ...operations]}
				value=${operation}
				choose=${setOperation}
			/>
			<${Field}
				id="wire-trouble"
				label="Only faults and errors"
				type="checkbox"
				checked=${onlyTrouble}
				onChange=${({ target }) => setOnlyTrouble(target.checked)}
			/>
			<button
				type="button"
				aria-pressed=${String(paused !== null)}
				onClick=${() => setPaused(paused ? null : [...store.wire])}
			>
				${paused ? 'Paused' : 'Pause'}
			</button>
		</div>
		<p class="hint" hidden=${entries.length > 0}>
			${all.length === 0 ? 'Nothing on the wire yet.' : 'Nothing of this kind on the wire.'}
		</p>
		<ol id="wire" aria-label="Exchanges, newest first">
			${entries.map(
				(entry) => html`<${Exchange} key=${entry.key} store=${store} entry=${entry} />`,
			)}
		</ol>
	`;
};
