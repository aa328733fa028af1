import { ask } from './api.js';
import { attempt } from './announce.js';
import { element, find, setText } from './dom.js';
import { count } from './format.js';

/** Draws the short codes as choices, and keeps the one that is chosen. */
export function drawCodeChoices(select, codes) {
	const values = [...codes.keys()];
	if (values.join() === [...select.options].map(({ value }) => value).join()) return;
	const chosen = select.value;
	select.replaceChildren(
		...[...codes.values()].map(({ shortCode, mode }) =>
			element('option', { value: shortCode }, `${shortCode} (${mode})`),
		),
	);
	if (values.includes(chosen)) select.value = chosen;
}

/** The box in which the open phone texts a short code. */
export function showComposer(store, sizes) {
	const form = find('#composer');
	const text = find('#text');
	const to = find('#to');

	/** As high as the text, within what the style allows. */
	function fit() {
		text.rows = Math.min(text.value.split('\n').length, 5);
	}

	function drawSize() {
		const size = text.value === '' ? null : sizes.of(text.value);
		setText(
			find('#composer-size'),
			size
				? `${size.encoding} · ${size.used}/${size.room} · ${count(size.segments, 'segment')}`
				: '',
		);
	}

	form.addEventListener('submit', async (event) => {
		event.preventDefault();
		const message = text.value;
		if (message === '') return text.focus();
		const from = store.open;
		// Emptied at once, so that the next text can be written; given back where this one failed.
		text.value = '';
		fit();
		drawSize();
		const sent = await attempt(() => ask('POST', 'texts', { from, to: to.value, message }));
		if (!sent && text.value === '') text.value = message;
		fit();
	});
	text.addEventListener('keydown', (event) => {
		// Enter also ends a word in an input method; that must not send.
		if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
		event.preventDefault();
		form.requestSubmit();
	});
	text.addEventListener('input', () => {
		fit();
		drawSize();
	});
	store.watch(['sizes'], drawSize);
	store.watch(['codes'], () => drawCodeChoices(to, store.codes));
}
