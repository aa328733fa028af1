import { html, useRef, useState } from '/ui/vendor/preact.js';
import { ask } from './api.js';
import { CodeOptions } from './composer.js';
import { count, grouped } from './format.js';

/** 555-0100 to 555-0199 is reserved for fiction in every area code: these make 1,000 numbers. */
const areaCodes = [206, 212, 213, 303, 312, 404, 415, 512, 617, 702];

const numberAt = (index) => {
	const area = areaCodes[Math.floor(index / 100) % areaCodes.length];
	return `+1${area}55501${String(index % 100).padStart(2, '0')}`;
};

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Time between two batches of texts in ms, and texts in a batch at most. */
const beatMs = 100;
const mostAtOnce = 500;

const fields = {
	numbers: ['Numbers', 20, 1_000, 'Phones that text, in turn.'],
	rate: ['Texts a second', 25, 1_000, 'All phones together.'],
	total: ['Texts in all', 250, 10_000, 'Up to 10,000.'],
};

/** Sends what is due by now, again and again: a late batch is made up for by the next. */
const send = async (run, changed) => {
	const started = performance.now();
	while (run.ids.length < run.total && !run.stopped) {
		const elapsed = performance.now() - started;
		const due = Math.min(Math.floor((elapsed / 1_000) * run.rate) + 1, run.total);
		const first = run.ids.length;
		const texts = Array.from({ length: Math.min(due - first, mostAtOnce) }, (_, index) => ({
			from: numberAt((first + index) % run.numbers),
			to: run.to,
			message: run.text.replaceAll('{n}', String(first + index + 1)),
		}));
		if (texts.length > 0) {
			run.ids.push(...(await ask('POST', 'texts', texts)).map(({ id }) => id));
			changed();
		}
		await sleep(beatMs);
	}
};

/** Sends many texts: from how many numbers, and at which rate. */
export const Burst = ({ store }) => {
	const [run, setRun] = useState(null);
	const form = useRef();
	const isRunning = run !== null && run.end === '';
	const submit = async (event) => {
		event.preventDefault();
		const { elements } = form.current;
		const invalid = Object.keys(fields).find((name) => !elements[name].checkValidity());
		if (invalid) {
			store.setProblem(`${fields[invalid][0]}: ${elements[invalid].validationMessage}`);
			return elements[invalid].focus();
		}
		const numbers = Object.fromEntries(
			Object.keys(fields).map((name) => [name, Number(elements[name].value)]),
		);
		const text = elements.text.value || '{n}';
		const next = { ...numbers, to: elements.to.value, text, ids: [], stopped: false, end: '' };
		setRun(next);
		store.announce(`Burst of ${count(next.total, 'text')} started.`);
		const done = await store.attempt(() => send(next, store.changed));
		next.end = !done ? ', then it failed.' : next.stopped ? ', then stopped.' : '. Done.';
		store.announce(`${grouped(next.ids.length)} of ${count(next.total, 'text')} sent${next.end}`);
		store.changed();
	};
	const states = (run?.ids ?? []).map((id) => store.bubbles.get(id)?.state);
	const taken = states.filter((state) => state === 'read' || state === 'acknowledged').length;
	return html`
		<form class="form" ref=${form} novalidate onSubmit=${submit}>
			<div class="field">
				<label for="burst-to">Short code</label>
				<select id="burst-to" name="to">
					<${CodeOptions} codes=${store.codes} />
				</select>
			</div>
			<div class="fields">
				${Object.entries(fields).map(
					([name, [label, value, max, hint]]) => html`
						<div class="field">
							<label for="burst-${name}">${label}</label>
							<input
								id="burst-${name}"
								name=${name}
								type="number"
								min="1"
								max=${max}
								step="1"
								defaultValue=${value}
								required
								aria-describedby="burst-${name}-hint"
							/>
							<p class="hint" id="burst-${name}-hint">${hint}</p>
						</div>
					`,
				)}
			</div>
			<div class="field">
				<label for="burst-text">Text</label>
				<input
					id="burst-text"
					name="text"
					type="text"
					maxlength="300"
					defaultValue="Burst text {n}"
					autocomplete="off"
					aria-describedby="burst-text-hint"
				/>
				<p class="hint" id="burst-text-hint">{n} stands for the number of the text.</p>
			</div>
			<div class="buttons">
				<button type="submit" class="primary" disabled=${isRunning}>Start</button>
				<button type="button" disabled=${!isRunning} onClick=${() => (run.stopped = true)}>
					Stop
				</button>
			</div>
			<div class="burst-run">
				<label for="burst-progress">Progress</label>
				<progress
					id="burst-progress"
					max=${run?.total ?? 1}
					value=${run?.ids.length ?? 0}
				></progress>
				<p>
					${
						run
							? `${grouped(run.ids.length)} of ${count(run.total, 'text')} sent${run.end}`
							: 'Not started yet.'
					}
				</p>
				${
					run &&
					html`<p class="hint">
						${grouped(taken)} read or acknowledged, ${grouped(run.ids.length - taken)} waiting.
					</p>`
				}
			</div>
		</form>
	`;
};
