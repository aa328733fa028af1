import { html, useRef, useState } from '/ui/vendor/preact.js';
import { count, readable, timeOf, understood } from './format.js';
import { Icon } from './icons.js';
import { Handset } from './handset.js';

/** Rows drawn at most: the filter, which shows from so many phones on, finds the rest. */
const mostRows = 200;
const filterFrom = 10;

const matches = ({ number, bubbles }, sought) => {
	if (sought === '') return true;
	const digits = /^[\d\s()+.-]+$/.test(sought) ? sought.replace(/\D/g, '') : '';
	if (digits !== '' && number.includes(digits)) return true;
	return bubbles.some(({ text }) => text.toLowerCase().includes(sought));
};

const NewPhone = ({ open }) => {
	const [problem, setProblem] = useState('');
	const input = useRef();
	const submit = (event) => {
		event.preventDefault();
		const number = understood(input.current.value);
		setProblem(
			number
				? ''
				: 'A US number has ten digits, such as 206-555-0100; a short code has three to eight.',
		);
		if (!number) return input.current.focus();
		input.current.value = '';
		open(number);
	};
	return html`
		<form class="new-phone" novalidate onSubmit=${submit}>
			<input
				ref=${input}
				type="tel"
				aria-label="Number of a phone to open"
				autocomplete="off"
				placeholder="US number"
				aria-describedby="new-number-problem"
				aria-invalid=${problem ? 'true' : null}
			/>
			<button type="submit"><${Icon} name="plus" />Open</button>
			<p id="new-number-problem" class="field-problem" role="status">${problem}</p>
		</form>
	`;
};

const Row = ({ phone: { number, bubbles, unread }, current, tabStop, open }) => {
	const last = bubbles.at(-1);
	return html`
		<li>
			<button
				type="button"
				class="row"
				aria-current=${current ? 'true' : null}
				tabindex=${tabStop ? 0 : -1}
				onClick=${() => open(number)}
			>
				<span class="row-number">${readable(number)}</span>
				<time>${last ? timeOf(last.time) : ''}</time>
				<span class="row-last" dir="auto">${last?.text ?? 'No text yet'}</span>
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
				<${NewPhone} open=${open} />
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
					class="phone-list"
					ref=${list}
					aria-label="Phones that wrote or were written to"
					onKeyDown=${moveByKey}
				>
					${shown.map(
						(phone) => html`
							<${Row}
								key=${phone.number}
								phone=${phone}
								current=${phone.number === store.open}
								tabStop=${phone === stop}
								open=${open}
							/>
						`,
					)}
				</ul>
				${found.length === 0 && html`<p class="hint">No such phone.</p>`}
				${
					found.length > mostRows &&
					html`<p class="hint">${count(found.length - mostRows, 'more phone')}: find one above.</p>`
				}
			</section>
			<${Handset} store=${store} back=${back} />
		</div>
	`;
};
