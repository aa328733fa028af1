import { html, useLayoutEffect, useRef, useState } from '/ui/vendor/preact.js';
import { ask } from './api.js';
import { Bubble } from './bubble.js';
import { Composer } from './composer.js';
import { count, readable } from './format.js';
import { Icon } from './icons.js';

/** Bubbles drawn at first, and by each "Show earlier". */
const pageSize = 100;

/** What becomes of texts to a phone: kept in the settings as lists of numbers. */
const fates = {
	delivered: 'are delivered',
	undeliverable: 'can’t be delivered',
	SVC0004: 'are rejected: SVC0004',
	SVC0002: 'are rejected: SVC0002',
};

const tenDigits = (number) => number.replace(/\D/g, '').slice(-10);
const numberOf = (bad) => (typeof bad === 'string' ? bad : bad.number);

const fateOf = (number, { undeliverable = [], badNumbers = [] }) => {
	const same = (other) => tenDigits(other) === tenDigits(number);
	const bad = badNumbers.find((each) => same(numberOf(each)));
	if (bad) return bad.code ?? 'SVC0004';
	return undeliverable.some(same) ? 'undeliverable' : 'delivered';
};

const withFate = (number, fate, { undeliverable, badNumbers }) => {
	const other = (each) => tenDigits(each) !== tenDigits(number);
	return {
		undeliverable: [...undeliverable.filter(other), ...(fate === 'undeliverable' ? [number] : [])],
		badNumbers: [
			...badNumbers.filter((each) => other(numberOf(each))),
			...(fate.startsWith('SVC') ? [{ number, code: fate }] : []),
		],
	};
};

const Fate = ({ store, number }) => {
	const set = ({ target }) =>
		store.attempt(async () => {
			const settings = withFate(number, target.value, store.settings);
			store.apply('settings', await ask('POST', 'settings', settings));
		});
	return html`
		<div class="handset-fate">
			<label for="fate">Texts to this phone</label>
			<select id="fate" value=${fateOf(number, store.settings)} onChange=${set}>
				${Object.entries(fates).map(
					([value, words]) => html`<option value=${value}>${words}</option>`,
				)}
			</select>
		</div>
	`;
};

/** Keeps the end in sight when a text arrives, and the place when earlier ones are shown. */
const useScroll = (thread, number, bubbles, shown) => {
	const before = useRef({});
	useLayoutEffect(() => {
		const { scrollHeight } = thread.current;
		const { height = 0, number: last, shown: lastShown } = before.current;
		if (number !== last || before.current.atEnd) thread.current.scrollTop = scrollHeight;
		else if (shown !== lastShown) thread.current.scrollTop += scrollHeight - height;
		before.current = { ...before.current, number, shown, height: scrollHeight };
	}, [number, bubbles.length, shown]);
	return () => {
		const { scrollHeight, scrollTop, clientHeight } = thread.current;
		before.current.atEnd = scrollHeight - scrollTop - clientHeight < 40;
	};
};

/** The phone that is open. */
export const Handset = ({ store, back }) => {
	const number = store.open ?? '';
	const { bubbles } = store.phones.get(number) ?? { bubbles: [] };
	const [{ of, pages }, setPages] = useState({ of: number, pages: 1 });
	const shown = (of === number ? pages : 1) * pageSize;
	const thread = useRef();
	const onScroll = useScroll(thread, number, bubbles, shown);
	const received = bubbles.filter(({ kind }) => kind === 'mt').length;
	const earlier = Math.max(0, bubbles.length - shown);
	return html`
		<section class="handset" aria-labelledby="handset-title">
			<header class="handset-top">
				<button type="button" id="back" class="quiet" aria-label="All phones" onClick=${back}>
					<${Icon} name="back" />
				</button>
				<div class="handset-name">
					<h2 id="handset-title" tabindex="-1">${readable(number)}</h2>
					<p class="hint">${count(received, 'text')} received, ${bubbles.length - received} sent</p>
				</div>
				<${Fate} store=${store} number=${number} />
			</header>
			<div
				class="thread"
				ref=${thread}
				role="region"
				aria-label="Texts on this phone"
				tabindex="0"
				onScroll=${onScroll}
			>
				${
					bubbles.length === 0 &&
					html`<p class="empty">No texts on this phone yet. Send one to a short code below.</p>`
				}
				${
					earlier > 0 &&
					html`<button
						type="button"
						class="quiet"
						onClick=${() => setPages({ of: number, pages: shown / pageSize + 1 })}
					>
						Show earlier (${count(earlier, 'text')})
					</button>`
				}
				<ol class="bubbles">
					${bubbles
						.slice(-shown)
						.map((each) => html`<${Bubble} key=${each.key} store=${store} bubble=${each} />`)}
				</ol>
			</div>
			<${Composer} store=${store} />
		</section>
	`;
};
