import { find, setAttribute } from './dom.js';

const names = ['phones', 'codes', 'faults', 'burst', 'wire', 'settings'];

/** The view is in the address, so that it can be linked to, and Back goes back. */
export function showViews(store) {
	const { body } = document;
	/** Where all fits on the screen, the phones stay beside the other views. */
	const wide = matchMedia('(min-width: 1180px)');

	function show(moveFocus) {
		const asked = location.hash.slice(1);
		const view = names.includes(asked) ? asked : 'phones';
		body.dataset.view = view;
		if (view !== 'phones') body.dataset.panel = view;
		const current = wide.matches && view === 'phones' ? body.dataset.panel : view;
		for (const link of document.querySelectorAll('.views a')) {
			setAttribute(link, 'aria-current', link.dataset.view === current ? 'page' : null);
		}
		store.touch('view');
		if (moveFocus) find(`#${view}-title`).focus({ preventScroll: true });
	}

	addEventListener('hashchange', () => show(true));
	wide.addEventListener('change', () => show(false));
	show(false);
}
