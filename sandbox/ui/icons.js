import { html } from '/ui/vendor/preact.js';

/** Paths in a box of 20, drawn with a line of 1.6. */
const paths = {
	phones:
		'M7 2.5h6a1.5 1.5 0 0 1 1.5 1.5v12a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 16V4A1.5 1.5 0 0 1 7 2.5zM9 14.8h2',
	codes: 'M3.5 7.5h13M3 12.5h13M8.5 3 6.5 17M13.5 3l-2 14',
	faults: 'M11 2.5 4.5 11.5h5L9 17.5l6.5-9h-5z',
	burst: 'M3.5 5l5 5-5 5M10.5 5l5 5-5 5',
	wire: 'M4 5.5h12M13 2.5l3 3-3 3M16 14.5H4M7 11.5l-3 3 3 3',
	settings: 'M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4',
	back: 'M12 4.5 6.5 10l5.5 5.5',
	plus: 'M10 4v12M4 10h12',
	send: 'M10 16V4.5M5 9.5l5-5 5 5',
	waiting: 'M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM10 6v4l2.8 1.8',
	network: 'M4.5 10.5 8 14l7.5-8',
	delivered: 'M2 10.5 5.5 14 13 6M9.5 13l1 1L18 6',
	failed: 'M5.5 5.5l9 9M14.5 5.5l-9 9',
	uncertain: 'M7.3 7.6A2.8 2.8 0 1 1 10 11v1.6M10 15.6v.2',
	in: 'M10 4v12M5 11l5 5 5-5',
	out: 'M10 16V4M5 9l5-5 5 5',
};

/** Words next to it say the same, so it is hidden from screen readers. */
export const Icon = ({ name }) =>
	html`<svg viewBox="0 0 20 20" class="icon" aria-hidden="true"><path d=${paths[name]} /></svg>`;
