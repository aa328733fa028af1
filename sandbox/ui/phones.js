import { html, useRef, useState } from '/ui/vendor/preact.js';
import { count, readable, timeOf, understood } from './format.js';
import { Icon } from './icons.js';
import { Handset } from './handset.js';

/** Rows drawn at most. The filter, shown from `filterFrom` phones on, finds the rest. */
const mostRows = 200;
const filterFrom = 10;

const matches = ({ number, bubbles }, sought) => {
	if (sought === '') return true;
	const digits = /^[\d\s()+.-]+$/.test(sought) ? sought.replace(/\D/g, '') : '';
	if (digits !== '' && number.includes(digits)) return true;
	return bubbles.some(({ message }) => message.toLowerCase().includes(sought));
};

const badNumber =
	'A US number has ten digits, such as 206-555-0100; a short code has three to eight.';

const NewPhone = ({ store, open }) => {
	const input = useRef();
	const submit = (event) => {
		event.preventDefault();
		const number = understood(input.current.value);
		store.setProblem(number ? '' : badNumber);
		if (!number) return input.current.focus();
		input.current.value = '';
		open(number);
	};
	return html`
		<form class="line" novalidate onSubmit=${submit}>
			<input
				ref=${input}
				type="tel"
				aria-label="Number of a phone to open"
				autocomplete="off"
				placeholder="US number"
			/>
			<button type="submit"><${Icon} name="plus" />Open</button>
		</form>
	`;
};

const Row = ({ phone: { number, bubbles, unread }, current, tabStop, open }) => {
	const last = bubbles.at(-1);
	return html`
		<li>
			<button
				type="button"
				class="row line"
				aria-current=${current ? 'true' : null}
				tabindex=${tabStop ? 0 : -1}
				onClick=${() => open(number)}
			>
				<strong>${readable(number)}</strong>
				<time>${last && timeOf(last.time)}</time>
				<span class="clip" dir="auto">${last?.message ?? 'No text yet'}</span>
				${unread > 0 && html`<span class="badge">${unread} new</span>`}
			</button>
		</li>
	`;
};

/** Within the list, arrow keys move; the Tab key stops once. */
const moveByKey = (event) => {
	const buttons = [...event.currentTarget.querySelectorAll('button')];
	const index = buttons.indexOf(document.activeElement);
	const target = {
		ArrowDown: buttons[index + 1],
		ArrowUp: buttons[index - 1],
		Home: buttons[0],
		End: buttons.at(-1),
	}[event.key];
	if (!target) return;
	event.preventDefault();
	target.focus();
};

/** The phones, newest first, and the one that is open. */
export const Phones = ({ store }) => {
	const [filter, setFilter] = useState('');
	const [shows, setShows] = useState('list');
	const list = useRef();
	const sought = filter.trim().toLowerCase();
	const all = [...store.phones.values()].reverse();
	const found = all.filter((phone) => matches(phone, sought));
	const shown = found.slice(0, mostRows);
	const stop = shown.find(({ number }) => number === store.open) ?? shown[0];
	const more = found.length - shown.length;
	const open = (number) => {
		store.openPhone(number);
		setShows('phone');
		setTimeout(() => document.getElementById('handset-title').focus({ preventScroll: true }));
	};
	const back = () => {
		setShows('list');
		setTimeout(() => list.current.querySelector('[aria-current]')?.focus());
	};
	return html`
		<div id="phones" class="phones" data-shows=${shows}>
			<section class="list" aria-labelledby="phones-title">
				<h2 id="phones-title" tabindex="-1">Phones</h2>
				<${NewPhone} ...${{ store, open }} />
				<input
					type="search"
					aria-label="Find a phone by number or text"
					placeholder="Find a number or text"
					autocomplete="off"
					hidden=${all.length < filterFrom && sought === ''}
					value=${filter}
					onInput=${({ target }) => setFilter(target.value)}
				/>
				<ul
					id="phone-list"
					ref=${list}
					aria-label="Phones that wrote or were written to"
					onKeyDown=${moveByKey}
				>
					${shown.map(
						(phone) => html`
							<${Row}
								key=${phone.number}
								...${{ phone, open }}
								current=${phone.number === store.open}
								tabStop=${phone === stop}
							/>
						`,
					)}
				</ul>
				<p class="hint" hidden=${found.length > 0}>No such phone.</p>
				<p class="hint" hidden=${more === 0}>${count(more, 'more phone')}: find one above.</p>
			</section>
			<${Handset} store=${store} back=${back} />
		</div>
	`;
};
