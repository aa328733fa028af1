import { html, useState } from '/ui/vendor/preact.js';
import { operationNames, timeOf } from './format.js';
import { Icon } from './icons.js';

/** Rows drawn at most. */
const mostRows = 200;

const pretty = (body, headers) => {
	const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
	if (!/json/i.test(type ?? '')) return body;
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

const Half = ({ title, headers, body, children }) => html`
	<div class="exchange-half">
		<h3>${title}</h3>
		<pre>
${
				Object.entries(headers)
					.map(([name, value]) => `${name}: ${value}`)
					.join('\n') || 'No headers'
			}</pre>
		${body !== '' && html`<pre class="body">${pretty(body, headers)}</pre>`} ${children}
	</div>
`;

const Exchange = ({ store, entry }) => {
	// Most are never opened: what is inside is made when one is.
	const [isOpen, setOpen] = useState(false);
	const { direction, operation, method, url, http, fault } = entry;
	const tone = fault || http === null || http >= 400 ? 'bad' : 'good';
	const title = store.listing.faults.find(({ kind }) => kind === fault)?.title ?? fault;
	const copy = () =>
		store.attempt(async () => {
			await navigator.clipboard.writeText(asCurl(entry, store.url));
			store.announce('Copied.');
		});
	return html`
		<li>
			<details class="exchange" onToggle=${({ currentTarget }) => setOpen(currentTarget.open)}>
				<summary>
					<span class="exchange-way"><${Icon} name=${direction} />${direction}</span>
					<time>${timeOf(entry.time)}</time>
					<strong>${operationNames[operation] ?? 'Unknown'}</strong>
					<code class="exchange-url">${method} ${url}</code>
					${fault && html`<span class="fault-mark">fault: ${title}</span>`}
					<span class="exchange-http" data-tone=${tone}>${http ?? 'no answer'}</span>
				</summary>
				${
					isOpen &&
					html`
						<${Half}
							title="${method} ${url}"
							headers=${entry.requestHeaders}
							body=${entry.requestBody}
						>
							<button type="button" onClick=${copy}>Copy as curl</button>
						<//>
						<${Half}
							title=${http === null ? 'No answer' : `Answer ${http}`}
							headers=${entry.answerHeaders}
							body=${entry.answerBody}
						/>
					`
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
		(operation === '' || entry.operation === operation) &&
		(!onlyTrouble || entry.fault !== null || entry.http === null || entry.http >= 400);
	const all = paused ?? store.wire;
	const entries = shown ? all.filter(wanted).slice(-mostRows).reverse() : [];
	return html`
		<div class="wire-tools">
			<label for="wire-operation">Show</label>
			<select
				id="wire-operation"
				value=${operation}
				onChange=${({ target }) => setOperation(target.value)}
			>
				<option value="">Everything</option>
				${Object.entries(operationNames).map(
					([value, name]) => html`<option value=${value}>${name}</option>`,
				)}
			</select>
			<label class="check">
				<input
					type="checkbox"
					checked=${onlyTrouble}
					onChange=${({ target }) => setOnlyTrouble(target.checked)}
				/>
				Only faults and errors
			</label>
			<button
				type="button"
				aria-pressed=${String(paused !== null)}
				onClick=${() => setPaused(paused ? null : [...store.wire])}
			>
				${paused ? 'Paused' : 'Pause'}
			</button>
		</div>
		${
			entries.length === 0 &&
			html`<p class="empty">
				${all.length === 0 ? 'Nothing on the wire yet.' : 'Nothing of this kind on the wire.'}
			</p>`
		}
		<ol id="wire" class="wire" aria-label="Exchanges, newest first">
			${entries.map(
				(entry) => html`<${Exchange} key=${entry.key} store=${store} entry=${entry} />`,
			)}
		</ol>
	`;
};
