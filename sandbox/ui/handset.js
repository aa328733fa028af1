import { html, useLayoutEffect, useRef, useState } from '/ui/vendor/preact.js';
import { request } from './api.js';
import { Bubble } from './bubble.js';
import { Composer } from './composer.js';
import { Select } from './fields.js';
import { count, readable } from './format.js';
import { Icon } from './icons.js';

/** Bubbles drawn at first, and by each "Show earlier". */
const pageSize = 100;

/** What becomes of texts to a phone: kept in the settings as lists of numbers. */
const fates = {
	delivered: 'are delivered',
	undeliverable: "can't be delivered",
	SVC0004: 'are rejected: SVC0004',
	SVC0002: 'are rejected: SVC0002',
};

const tenDigits = (number) => number.replace(/\D/g, '').slice(-10);

const Fate = ({ store, number }) => {
	const { undeliverable = [], badNumbers = [] } = store.settings;
	const same = (other) => tenDigits(other.number ?? other) === tenDigits(number);
	const bad = badNumbers.find(same);
	const fate = bad ? (bad.code ?? 'SVC0004') : undeliverable.some(same) && 'undeliverable';
	const set = (chosen) =>
		store.attempt(async () => {
			const without = (list) => list.filter((each) => !same(each));
			const own = chosen.startsWith('SVC') ? [{ number, code: chosen }] : [];
			const settings = await request('POST', 'settings', {
				undeliverable: [...without(undeliverable), ...(chosen === 'undeliverable' ? [number] : [])],
				badNumbers: [...without(badNumbers), ...own],
			});
			store.apply('settings', settings);
		});
	return html`<${Select}
		id="fate"
		label="Texts to this phone"
		choices=${Object.entries(fates)}
		value=${fate || 'delivered'}
		choose=${set}
	/>`;
};

/** Keeps the end in sight when a text arrives, and the place when earlier ones are shown. */
const useScroll = (thread, count, shown) => {
	const before = useRef({ atEnd: true });
	useLayoutEffect(() => {
		const { scrollHeight } = thread.current;
		const { atEnd, height, shown: lastShown } = before.current;
		if (atEnd) thread.current.scrollTop = scrollHeight;
		else if (shown !== lastShown) thread.current.scrollTop += scrollHeight - height;
		before.current = { atEnd, shown, height: scrollHeight };
	}, [count, shown]);
	return () => {
		const { scrollHeight, scrollTop, clientHeight } = thread.current;
		before.current.atEnd = scrollHeight - scrollTop - clientHeight < 40;
	};
};

const Thread = ({ store, bubbles }) => {
	const [shown, setShown] = useState(pageSize);
	const thread = useRef();
	const onScroll = useScroll(thread, bubbles.length, shown);
	const earlier = Math.max(0, bubbles.length - shown);
	return html`
		<div
			class="thread"
			ref=${thread}
			role="region"
			aria-label="Texts on this phone"
			tabindex="0"
			onScroll=${onScroll}
		>
			<p class="hint" hidden=${bubbles.length > 0}>
				No texts on this phone yet. Send one to a short code below.
			</p>
			<button type="button" hidden=${earlier === 0} onClick=${() => setShown(shown + pageSize)}>
				Show earlier (${count(earlier, 'text')})
			</button>
			<ol>
				${bubbles
					.slice(-shown)
					.map((each) => html`<${Bubble} key=${each.key} store=${store} bubble=${each} />`)}
			</ol>
		</div>
	`;
};

/** The phone that is open. */
export const Handset = ({ store, back }) => {
	const number = store.open ?? '';
	const { bubbles } = store.phones.get(number) ?? { bubbles: [] };
	const received = bubbles.filter(({ kind }) => kind === 'mt').length;
	return html`
		<section class="handset" aria-labelledby="handset-title">
			<header class="handset-top">
				<button type="button" id="back" aria-label="All phones" onClick=${back}>
					<${Icon} name="back" />
				</button>
				<div>
					<h2 id="handset-title" tabindex="-1">${readable(number)}</h2>
					<p class="hint">${count(received, 'text')} received, ${bubbles.length - received} sent</p>
				</div>
				<${Fate} store=${store} number=${number} />
			</header>
			<${Thread} key=${number} store=${store} bubbles=${bubbles} />
			<${Composer} store=${store} />
		</section>
	`;
};
