import { html, useEffect, useState } from '/ui/vendor/preact.js';
import { Burst } from './burst.js';
import { Codes } from './codes.js';
import { Faults } from './faults.js';
import { count, operationNames, readable } from './format.js';
import { Icon } from './icons.js';
import { Phones } from './phones.js';
import { Settings } from './settings.js';
import { stateText } from './bubble.js';
import { Wire } from './wire.js';

const panels = {
	codes: {
		title: 'Short codes',
		lead: 'Where texts from phones go: they wait to be read, or are posted to a listener.',
		View: Codes,
	},
	faults: { title: 'Faults', lead: 'What goes wrong at the gateway, and on what.', View: Faults },
	burst: { title: 'Burst', lead: 'Many phones text a short code at once.', View: Burst },
	wire: {
		title: 'Wire',
		lead: 'Requests and responses, newest first. Secrets read ***.',
		View: Wire,
	},
	settings: { title: 'Settings', lead: 'A change applies to what comes after it.', View: Settings },
};
const views = ['phones', ...Object.keys(panels)];

/** Where everything fits on the screen, the phones stay next to the other views. */
const wide = matchMedia('(min-width: 1180px)');

/** The view is in the URL, so that it can be linked to, and Back goes back. */
const useView = () => {
	const viewOf = () => {
		const asked = location.hash.slice(1);
		return views.includes(asked) ? asked : 'phones';
	};
	const [{ view, panel, moved }, setView] = useState({
		view: viewOf(),
		panel: viewOf() === 'phones' ? 'codes' : viewOf(),
		moved: false,
	});
	const [isWide, setWide] = useState(wide.matches);
	useEffect(() => {
		addEventListener('hashchange', () => {
			const next = viewOf();
			setView((before) => ({
				view: next,
				panel: next === 'phones' ? before.panel : next,
				moved: true,
			}));
		});
		wide.addEventListener('change', () => setWide(wide.matches));
	}, []);
	useEffect(() => {
		Object.assign(document.body.dataset, { view, panel });
		if (moved) document.getElementById(`${view}-title`).focus({ preventScroll: true });
	}, [view, panel]);
	return { panel, current: isWide && view === 'phones' ? panel : view };
};

/** What screen readers hear of what happens. */
const announceEvents = (store) => {
	store.on.arrived = ({ number, text }) =>
		store.announce(`New text on ${readable(number)}: ${text.slice(0, 160)}`);
	store.on.stateChanged = (bubble) => {
		if (bubble.number !== store.open) return;
		const what = bubble.kind === 'mo' ? 'Text to' : 'Text from';
		const state = stateText(bubble, store.codes.get(bubble.shortCode));
		store.announce(`${what} ${bubble.shortCode}: ${state}.`);
	};
	store.on.struck = ({ fault, operation }) => {
		const title = store.listing.faults.find(({ kind }) => kind === fault)?.title ?? fault;
		store.announce(`Fault ${title} struck ${operationNames[operation] ?? 'a request'}.`);
	};
};

const NavLink = ({ view, current, badge }) => html`
	<a href="#${view}" data-view=${view} aria-current=${view === current ? 'page' : null}>
		<${Icon} name=${view} />${view[0].toUpperCase()}${view.slice(1)}
		${
			badge > 0 &&
			html`<span class="badge">${badge}<span class="visually-hidden"> in force</span></span>`
		}
	</a>
`;

export const App = ({ store }) => {
	const [, draw] = useState(0);
	const { panel, current } = useView();
	useEffect(() => {
		announceEvents(store);
		return store.subscribe(() => draw((n) => n + 1));
	}, []);
	const sent = [...store.bubbles.values()].filter(({ kind }) => kind === 'mt').length;
	return html`
		<a class="skip" href="#phones">Skip to the phones</a>
		<header class="top">
			<h1><img src="/ui/icon.svg" alt="" width="26" height="26" /> SMS sandbox</h1>
			<p class="totals">
				${count(store.bubbles.size - sent, 'text')} from phones, ${count(sent, 'text')} to phones
			</p>
			<p class="connection" role="status" data-live=${String(store.live)}>
				${store.live ? 'Live' : 'Connecting…'}
			</p>
		</header>
		<nav class="views" aria-label="Views">
			${views.map(
				(view) => html`
					<${NavLink}
						view=${view}
						current=${current}
						badge=${view === 'faults' ? store.faults.length : 0}
					/>
				`,
			)}
		</nav>
		<main>
			<${Phones} store=${store} />
			<div class="panels">
				${Object.entries(panels).map(
					([name, { title, lead, View }]) => html`
						<section class="panel" hidden=${name !== panel} aria-labelledby="${name}-title">
							<h2 id="${name}-title" tabindex="-1">${title}</h2>
							<p class="hint">${lead}</p>
							<${View} store=${store} shown=${name === current} />
						</section>
					`,
				)}
			</div>
		</main>
		<div id="problem" class="problem" role="status" hidden=${store.problem === ''}>
			<span>${store.problem}</span>
			<button type="button" onClick=${() => store.setProblem('')}>Dismiss</button>
		</div>
		<div id="announcer" class="visually-hidden" role="status" aria-live="polite">
			${store.announcement}
		</div>
	`;
};
