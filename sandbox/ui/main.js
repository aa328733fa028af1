import { hideProblem } from './announce.js';
import { follow } from './api.js';
import { showBurst } from './burst.js';
import { showCodes } from './codes.js';
import { showComposer } from './composer.js';
import { find, setAttribute, setText } from './dom.js';
import { showFaults } from './faults.js';
import { icon } from './icons.js';
import { showPhones } from './phones.js';
import { showSettings } from './settings.js';
import { createSizes } from './sizes.js';
import { createStore } from './store.js';
import { showThread } from './thread.js';
import { showViews } from './views.js';
import { showWire } from './wire.js';

for (const place of document.querySelectorAll('[data-icon]')) {
	place.replaceWith(icon(place.dataset.icon));
}

const store = createStore();
const sizes = createSizes(() => store.touch('sizes'));
const phones = find('.phones');

showViews(store);
showPhones(store, {
	opened() {
		phones.dataset.shows = 'phone';
		find('#handset-title').focus({ preventScroll: true });
	},
});
showThread(store, sizes, {
	backToList() {
		phones.dataset.shows = 'list';
		(find('#phone-list [aria-current]') ?? find('#phones-title')).focus();
	},
});
showComposer(store, sizes);
showCodes(store);
showFaults(store);
showBurst(store);
showWire(store);
showSettings(store);

find('#problem-dismiss').addEventListener('click', hideProblem);
store.watch(['connection'], () => {
	setText(find('#connection'), store.live ? 'Live' : 'Connecting…');
	setAttribute(find('#connection'), 'data-live', String(store.live));
});

follow(store);
