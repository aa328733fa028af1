import { ask } from './api.js';
import { announce, hideProblem, showProblem } from './announce.js';
import { drawCodeChoices } from './composer.js';
import { element, find, newId, setText } from './dom.js';
import { count, grouped } from './format.js';
import { icon } from './icons.js';

/** 555-0100 to 555-0199 is kept for fiction in every area code; so these make 1,000 numbers. */
const areaCodes = [206, 212, 213, 303, 312, 404, 415, 512, 617, 702];

const numberAt = (index) => {
	const area = areaCodes[Math.floor(index / 100) % areaCodes.length];
	return `+1${area}55501${String(index % 100).padStart(2, '0')}`;
};

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** How long between two batches of texts, and how many texts a batch has at most. */
const beatMs = 100;
const mostAtOnce = 500;

function numberField(label, value, max, hint) {
	const id = newId('burst');
	const input = element('input', {
		id,
		type: 'number',
		inputmode: 'numeric',
		min: '1',
		max: String(max),
		step: '1',
		value: String(value),
		required: true,
		'aria-describedby': `${id}-hint`,
	});
	const node = element(
		'div',
		{ class: 'field' },
		element('label', { for: id }, label),
		input,
		element('p', { class: 'hint', id: `${id}-hint` }, hint),
	);
	return { input, node };
}

/** Replays a burst of texts: so many numbers, so many texts a second. */
export function showBurst(store) {
	const form = find('#burst');
	const to = element('select', { id: 'burst-to' });
	const numbers = numberField('Numbers', 20, 1_000, 'Phones that text, in turn.');
	const rate = numberField('Texts a second', 25, 1_000, 'All phones together.');
	const total = numberField('Texts in all', 250, 10_000, 'Up to 10,000.');
	const text = element('input', {
		id: 'burst-text',
		type: 'text',
		maxlength: '300',
		value: 'Burst text {n}',
		autocomplete: 'off',
		'aria-describedby': 'burst-text-hint',
	});
	const start = element(
		'button',
		{ type: 'submit', class: 'button primary' },
		icon('burst'),
		'Start',
	);
	const stop = element(
		'button',
		{ type: 'button', class: 'button', disabled: true, onclick: () => run?.stop() },
		icon('stop'),
		'Stop',
	);
	const bar = element('progress', { id: 'burst-progress', max: '1', value: '0' });
	const words = element('p', { class: 'burst-words', id: 'burst-words' }, 'Not started yet.');
	const taken = element('p', { class: 'hint' });
	let run = null;

	form.append(
		element('div', { class: 'field' }, element('label', { for: 'burst-to' }, 'Short code'), to),
		element('div', { class: 'fields' }, numbers.node, rate.node, total.node),
		element(
			'div',
			{ class: 'field' },
			element('label', { for: 'burst-text' }, 'Text'),
			text,
			element(
				'p',
				{ class: 'hint', id: 'burst-text-hint' },
				'{n} stands for the text’s own number.',
			),
		),
		element('div', { class: 'buttons' }, start, stop),
		element(
			'div',
			{ class: 'burst-run' },
			element('label', { for: 'burst-progress' }, 'Progress'),
			bar,
			words,
			taken,
		),
	);

	function plan() {
		const problem = [numbers, rate, total].find(({ input }) => !input.checkValidity());
		if (problem) {
			problem.input.focus();
			throw new Error(`${problem.input.labels[0].textContent}: ${problem.input.validationMessage}`);
		}
		return {
			to: to.value,
			numbers: Number(numbers.input.value),
			rate: Number(rate.input.value),
			total: Number(total.input.value),
			text: text.value === '' ? '{n}' : text.value,
			ids: [],
			stopped: false,
			stop() {
				this.stopped = true;
			},
		};
	}

	/** Sends what is due by now, again and again: a late beat is made up for by the next. */
	async function send(burst) {
		const started = performance.now();
		while (burst.ids.length < burst.total && !burst.stopped) {
			const elapsed = performance.now() - started;
			const due = Math.min(Math.floor((elapsed / 1_000) * burst.rate) + 1, burst.total);
			const from = burst.ids.length;
			const size = Math.min(due - from, mostAtOnce);
			if (size > 0) {
				const texts = Array.from({ length: size }, (_, index) => ({
					from: numberAt((from + index) % burst.numbers),
					to: burst.to,
					message: burst.text.replaceAll('{n}', String(from + index + 1)),
				}));
				const sent = await ask('POST', 'texts', texts);
				burst.ids.push(...sent.map(({ id }) => id));
				draw();
			}
			await wait(beatMs);
		}
	}

	function draw() {
		if (!run) return;
		const sent = run.ids.length;
		bar.max = run.total;
		bar.value = sent;
		const states = run.ids.map((id) => store.bubbles.get(id)?.state);
		const done = states.filter((state) => state === 'read' || state === 'acknowledged').length;
		setText(words, `${grouped(sent)} of ${count(run.total, 'text')} sent${run.end ?? ''}`);
		setText(
			taken,
			`${grouped(done)} read or taken by the listener, ${grouped(sent - done)} waiting.`,
		);
	}

	form.addEventListener('submit', async (event) => {
		event.preventDefault();
		try {
			run = plan();
		} catch (error) {
			return showProblem(error);
		}
		hideProblem();
		start.disabled = true;
		stop.disabled = false;
		stop.focus();
		announce(`Burst of ${count(run.total, 'text')} started.`);
		try {
			await send(run);
			run.end = run.stopped ? ', then stopped.' : '. Done.';
		} catch (error) {
			run.end = ', then it failed.';
			showProblem(error);
		}
		const hadFocus = document.activeElement === stop;
		start.disabled = false;
		stop.disabled = true;
		if (hadFocus) start.focus();
		draw();
		announce(words.textContent);
	});
	store.watch(['phones'], draw);
	store.watch(['codes'], () => drawCodeChoices(to, store.codes));
}
