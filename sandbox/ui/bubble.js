import { html, useState } from '/ui/vendor/preact.js';
import { ask } from './api.js';
import { count, readable, timeOf } from './format.js';
import { Icon } from './icons.js';

/** How a state looks: never by its color alone. */
const looks = {
	waiting: ['waiting', 'busy'],
	read: ['delivered', 'good'],
	acknowledged: ['delivered', 'good'],
	expired: ['failed', 'bad'],
	discarded: ['failed', 'bad'],
	DeliveredToNetwork: ['network', 'busy'],
	DeliveredToTerminal: ['delivered', 'good'],
	DeliveryImpossible: ['failed', 'bad'],
	DeliveryUncertain: ['uncertain', 'busy'],
	MessageWaiting: ['waiting', 'busy'],
};
const deliveryStatuses = Object.keys(looks).filter((state) => /^[A-Z]/.test(state));

const moTexts = {
	read: () => 'Read from the inbox',
	acknowledged: () => 'Acknowledged by the listener',
	expired: () => 'Deleted, unread for 30 minutes',
	discarded: () => 'Given up after 72 hours',
	waiting: ({ attempts }, code) => {
		if (code?.mode === 'offline') return 'Waiting in the inbox';
		const last = attempts.at(-1);
		if (!last) return 'On its way to the listener';
		if (last.error === 'no listener registered') return 'No listener yet';
		return `Tried ${count(attempts.length, 'time')}: ${last.http ?? last.error}`;
	},
};

const dialects = {
	attV2: 'AT&T, version 2',
	attV3: 'AT&T, version 3',
	oneApiV2: 'GSMA OneAPI, version 2',
	oneApiV3: 'GSMA OneAPI, version 3',
};

const statusPlaces = {
	available: 'can be looked up',
	removed: 'can’t be looked up any more',
	none: 'posted to the listener',
};

/** The state of a text in a few words: AT&T's own for a delivery. */
export const stateText = (bubble, code) =>
	bubble.kind === 'mt' ? bubble.state : (moTexts[bubble.state]?.(bubble, code) ?? bubble.state);

/** Pairs of name and value for "Details". */
const facts = (bubble) =>
	bubble.kind === 'mo'
		? [
				['Id in the sandbox', bubble.id],
				...bubble.attempts
					.slice(-5)
					.map(({ time, http, error }) => [
						`Tried ${timeOf(time)}`,
						[http, error].filter((each) => each !== null).join(', '),
					]),
			]
		: [
				['Message id', bubble.id],
				['Sent by', dialects[bubble.dialect] ?? bubble.dialect],
				['In one request with', count(bubble.recipients - 1, 'other recipient')],
				['Status', statusPlaces[bubble.statusResource]],
			];

/** Sets a delivery status by hand. */
const StatusForm = ({ store, bubble: { key, id, number, state } }) => {
	const submit = (event) => {
		event.preventDefault();
		const status = event.target.elements[0].value;
		void store.attempt(() => ask('POST', 'statuses', { messageId: id, address: number, status }));
	};
	return html`
		<form class="status-form" onSubmit=${submit}>
			<label for="status-${key}">Set its status</label>
			<select id="status-${key}" key=${state}>
				${deliveryStatuses.map(
					(each) => html`<option value=${each} selected=${each === state}>${each}</option>`,
				)}
			</select>
			<button type="submit">Set</button>
		</form>
	`;
};

/** A text on a phone: the phone's own to the right, what it received to the left. */
export const Bubble = ({ store, bubble }) => {
	const [isOpen, setOpen] = useState(false);
	const own = bubble.kind === 'mo';
	const code = readable(bubble.shortCode);
	const [icon, tone] = looks[bubble.state] ?? ['uncertain', 'busy'];
	const toggle = ({ currentTarget }) => {
		setOpen(currentTarget.open);
		if (currentTarget.open) currentTarget.scrollIntoView({ block: 'nearest' });
	};
	return html`
		<li class="bubble ${bubble.kind}">
			<span class="visually-hidden">${own ? 'To' : 'From'} ${code}: </span>
			<p class="bubble-text" dir="auto">${bubble.text}</p>
			<p class="bubble-meta">
				<time datetime=${new Date(bubble.time).toISOString()}>${timeOf(bubble.time)}</time>
				<span aria-hidden="true">${own ? 'to' : 'from'} ${code}</span>
				${
					bubble.size &&
					html`<span>${bubble.size.encoding}, ${count(bubble.size.segments, 'segment')}</span>`
				}
			</p>
			<div class="bubble-foot">
				<p class="bubble-state" data-tone=${tone}>
					<${Icon} name=${icon} /><span
						>${stateText(bubble, store.codes.get(bubble.shortCode))}</span
					>
				</p>
				<details onToggle=${toggle}>
					<summary>
						Details<span class="visually-hidden"> of the text ${own ? 'to' : 'from'} ${code}</span>
					</summary>
					${
						isOpen &&
						html`<dl class="facts">
								${facts(bubble).map(
									([name, value]) =>
										html`<dt>${name}</dt>
											<dd>${value}</dd>`,
								)}
							</dl>
							${!own && html`<${StatusForm} store=${store} bubble=${bubble} />`}`
					}
				</details>
			</div>
		</li>
	`;
};
