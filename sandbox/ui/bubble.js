import { html, useState } from '/ui/vendor/preact.js';
import { count, readable, timeOf } from './format.js';
import { Icon } from './icons.js';
import { OperationForm } from './operations.js';

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
	MessageWaiting: ['waiting', 'busy'],
};

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

/** The state of a text in a few words: AT&T's own for a delivery. */
export const stateText = (bubble, code) =>
	bubble.kind === 'mt' ? bubble.state : (moTexts[bubble.state]?.(bubble, code) ?? bubble.state);

/** What "Details" lists. */
const facts = ({ kind, id, attempts, dialect, recipients, statusResource }) =>
	kind === 'mt'
		? [
				`Message id: ${id}`,
				`Sent in the dialect ${dialect}`,
				`In one request with ${count(recipients - 1, 'other recipient')}`,
				`Status resource: ${statusResource}`,
			]
		: [
				`Id in the sandbox: ${id}`,
				...attempts
					.slice(-5)
					.map(
						({ time, http, error }) => `Tried ${timeOf(time)}: ${[http, error].join(' ').trim()}`,
					),
			];

const Details = ({ store, bubble }) => html`
	<ul>
		${facts(bubble).map((fact) => html`<li>${fact}</li>`)}
	</ul>
	${
		bubble.kind === 'mt' &&
		html`<${OperationForm}
			...${{ store, path: 'statuses', title: 'Set' }}
			given=${{ messageId: bubble.id, address: bubble.number }}
			initial=${{ status: bubble.state }}
		/>`
	}
`;

/** A text on a phone: the phone's own to the right, what it received to the left. */
export const Bubble = ({ store, bubble }) => {
	const [isOpen, setOpen] = useState(false);
	const { kind, message, time, size, shortCode, state } = bubble;
	const way = kind === 'mo' ? 'to' : 'from';
	const [icon, tone] = looks[state] ?? ['uncertain', 'busy'];
	const toggle = ({ currentTarget }) => {
		setOpen(currentTarget.open);
		if (currentTarget.open) currentTarget.scrollIntoView({ block: 'nearest' });
	};
	return html`
		<li class="bubble ${kind}">
			<span class="visually-hidden">${way === 'to' ? 'To' : 'From'} ${shortCode}: </span>
			<p class="bubble-text" dir="auto">${message}</p>
			<p class="hint">
				<time datetime=${new Date(time).toISOString()}>${timeOf(time)}</time>
				<span aria-hidden="true">${way} ${shortCode}</span>
				<span>${size.encoding}, ${count(size.segments, 'segment')}</span>
			</p>
			<div class="hint">
				<span class="bubble-state" data-tone=${tone}>
					<${Icon} name=${icon} />${stateText(bubble, store.codes.get(shortCode))}
				</span>
				<details onToggle=${toggle}>
					<summary>
						Details<span class="visually-hidden"> of the text ${way} ${shortCode}</span>
					</summary>
					${isOpen && html`<${Details} ...${{ store, bubble }} />`}
				</details>
			</div>
		</li>
	`;
};
