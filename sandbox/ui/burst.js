import { html, useState } from '/ui/vendor/preact.js';
import { request } from './api.js';
import { SchemaFields, useValues } from './fields.js';
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

const amount = (title, initial, maximum, description) => ({
	...{ title, default: initial, maximum, description },
	type: 'integer',
	minimum: 1,
});

/** What a burst is made from, as a JSON Schema like the sandbox's own. */
const propertiesFor = (codes) => ({
	to: { title: 'Short code', enum: codes, default: codes[0] },
	numbers: amount('Numbers', 20, 1000, 'Phones that text, in turn.'),
	rate: amount('Texts a second', 25, 1000, 'All phones together.'),
	total: amount('Texts in all', 250, 10_000, 'Up to 10,000.'),
	text: {
		title: 'Text',
		type: 'string',
		default: 'Burst text {n}',
		description: '{n} stands for the number of the text.',
	},
});

/** Sends what is due by now, again and again: a late batch is made up for by the next. */
const send = async (run, changed) => {
	const started = performance.now();
	while (run.ids.length < run.total && !run.stopped) {
		const elapsed = performance.now() - started;
		const due = Math.min(Math.floor((elapsed / 1000) * run.rate) + 1, run.total);
		const first = run.ids.length;
		const texts = Array.from({ length: Math.min(due - first, mostAtOnce) }, (_, index) => ({
			from: numberAt((first + index) % run.numbers),
			to: run.to,
			message: run.text.replaceAll('{n}', String(first + index + 1)),
		}));
		if (texts.length > 0) {
			run.ids.push(...(await request('POST', 'texts', texts)).map(({ id }) => id));
			changed();
		}
		await sleep(beatMs);
	}
};

/** Sends many texts: from how many numbers, and at which rate. */
export const Burst = ({ store }) => {
	const [run, setRun] = useState({ ids: [], end: 'Not started yet.' });
	const { values, latest, save } = useValues();
	const properties = propertiesFor([...store.codes.keys()]);
	const start = async (event) => {
		event.preventDefault();
		const defaults = Object.entries(properties).map(([name, each]) => [name, each.default]);
		const next = {
			...Object.fromEntries(defaults),
			...latest.current,
			ids: [],
			stopped: false,
			end: '',
		};
		setRun(next);
		store.announce(`Burst of ${count(next.total, 'text')} started.`);
		const done = await store.attempt(() => send(next, store.changed));
		next.end = !done ? ', then it failed.' : next.stopped ? ', then stopped.' : '. Done.';
		store.announce(`${grouped(next.ids.length)} of ${count(next.total, 'text')} sent${next.end}`);
		store.changed();
	};
	const sent = run.ids.length;
	const states = run.ids.map((id) => store.bubbles.get(id)?.state);
	const read = states.filter((state) => state === 'read' || state === 'acknowledged').length;
	return html`
		<form class="form" onSubmit=${start}>
			<${SchemaFields}
				store=${store}
				id="burst"
				properties=${properties}
				values=${values}
				save=${save}
			/>
			<div class="buttons">
				<button type="submit" class="primary" disabled=${run.end === ''}>Start</button>
				<button type="button" disabled=${run.end !== ''} onClick=${() => (run.stopped = true)}>
					Stop
				</button>
			</div>
			<label for="burst-progress">Progress</label>
			<progress id="burst-progress" max=${run.total ?? 1} value=${sent}></progress>
			<p>${run.total && `${grouped(sent)} of ${count(run.total, 'text')} sent`}${run.end}</p>
			<p class="hint" hidden=${!run.total}>
				${grouped(read)} read or acknowledged, ${grouped(sent - read)} waiting.
			</p>
		</form>
	`;
};
