import { html, useEffect, useLayoutEffect, useRef, useState } from '/ui/vendor/preact.js';
import { Apps } from './apps.js';
import { Burst } from './burst.js';
import { Faults } from './faults.js';
import { capitalized, count } from './format.js';
import { Icon } from './icons.js';
import { Phones } from './phones.js';
import { Settings } from './settings.js';
import { Wire } from './wire.js';

const panels = {
	codes: { title: 'Short codes', lead: 'Texts wait here, or go to a listener.', View: Apps },
	faults: { title: 'Faults', lead: 'What goes wrong at the gateway, and on what.', View: Faults },
	burst: { title: 'Burst', lead: 'Many phones text a short code at once.', View: Burst },
	wire: { title: 'Wire', lead: 'Requests and responses. Secrets read ***.', View: Wire },
	settings: { title: 'Settings', lead: 'A change applies to what comes after it.', View: Settings },
};
const views = ['phones', ...Object.keys(panels)];

/** Where everything fits on the screen, the phones stay next to the other views. */
const wide = matchMedia('(min-width: 1180px)');

const viewOf = () => views.find((view) => `#${view}` === location.hash) ?? 'phones';

/** The view is in the URL, so that it can be linked to, and Back goes back. */
const useView = () => {
	const [view, setView] = useState(viewOf);
	const [isWide, setWide] = useState(wide.matches);
	const panel = useRef('codes');
	if (view !== 'phones') panel.current = view;
	useEffect(() => {
		addEventListener('hashchange', () => {
			setView(viewOf());
			setTimeout(() => document.getElementById(`${viewOf()}-title`).focus({ preventScroll: true }));
		});
		wide.addEventListener('change', () => setWide(wide.matches));
	}, []);
	useLayoutEffect(() => void (document.body.dataset.view = view), [view]);
	return { panel: panel.current, current: isWide && view === 'phones' ? panel.current : view };
};

const NavLink = ({ view, current, badge }) => html`
	<a href="#${view}" data-view=${view} aria-current=${view === current ? 'page' : null}>
		<${Icon} name=${view} />${capitalized(view)}
		${
			badge > 0 &&
			html`<span class="badge">${badge}<span class="visually-hidden"> in force</span></span>`
		}
	</a>
`;

export const App = ({ store }) => {
	const [, draw] = useState(0);
	const { panel, current } = useView();
	store.draw = () => draw((n) => n + 1);
	const sent = [...store.bubbles.values()].filter(({ kind }) => kind === 'mt').length;
	return html`
		<a class="skip" href="#phones">Skip to the phones</a>
		<header class="top">
			<img src="/ui/icon.svg" alt="" width="26" height="26" />
			<h1>SMS sandbox</h1>
			<p class="totals">
				${count(store.bubbles.size - sent, 'text')} from phones, ${count(sent, 'text')} to phones
			</p>
			<p role="status" data-tone=${store.live ? 'good' : 'busy'}>
				${store.live ? 'Live' : 'Connecting…'}
			</p>
		</header>
		<nav class="views" aria-label="Views">
			${views.map(
				(view) => html`
					<${NavLink}
						...${{ view, current }}
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
