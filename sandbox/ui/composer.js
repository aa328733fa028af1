import { html, useEffect, useState } from '/ui/vendor/preact.js';
import { request } from './api.js';
import { Select } from './fields.js';
import { count } from './format.js';
import { Icon } from './icons.js';

/** Encoding and segments of a text that is being typed. */
const useSize = (text) => {
	const [size, setSize] = useState({ text: '' });
	useEffect(() => {
		if (text === '') return undefined;
		const timer = setTimeout(async () => {
			const [measured] = await request('POST', 'sizes', [text]).catch(() => []);
			if (measured) setSize({ text, ...measured });
		}, 100);
		return () => clearTimeout(timer);
	}, [text]);
	return text !== '' && size.text === text ? size : null;
};

/** The box in which the open phone texts a short code. */
export const Composer = ({ store }) => {
	const [text, setText] = useState('');
	const [chosen, choose] = useState('');
	const codes = [...store.codes].map(([code, { mode }]) => [code, `${code} (${mode})`]);
	const to = store.codes.has(chosen) ? chosen : (codes[0]?.[0] ?? '');
	const size = useSize(text);
	const submit = async (event) => {
		event.preventDefault();
		if (text === '') return;
		// Emptied at once, so that the next text can be typed; given back if this one fails.
		setText('');
		const from = store.open;
		const sent = await store.attempt(() => request('POST', 'texts', { from, to, message: text }));
		if (!sent) setText((typed) => typed || text);
	};
	const onKeyDown = (event) => {
		// Enter also ends a word in an input method; that must not send.
		if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
		event.preventDefault();
		event.target.form.requestSubmit();
	};
	return html`
		<form class="composer line" novalidate onSubmit=${submit}>
			<${Select} id="to" label="To" choices=${codes} value=${to} choose=${choose} />
			<p class="hint" aria-hidden="true">
				${size && `${size.encoding} · ${size.used}/${size.room} · ${count(size.segments, 'segment')}`}
			</p>
			<textarea
				id="text"
				rows=${Math.min(text.split('\n').length, 5)}
				maxlength="4096"
				aria-label="Text to the short code"
				aria-describedby="text-hint"
				placeholder="Text the short code"
				value=${text}
				onInput=${({ target }) => setText(target.value)}
				onKeyDown=${onKeyDown}
			></textarea>
			<button type="submit" class="primary" aria-label="Send the text">
				<${Icon} name="send" />
			</button>
			<p id="text-hint" class="visually-hidden">Enter sends, Shift and Enter makes a new line.</p>
		</form>
	`;
};
