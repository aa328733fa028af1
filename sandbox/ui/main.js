import { html, render } from '/ui/vendor/preact.js';
import { ask, follow } from './api.js';
import { App } from './app.js';
import { createStore } from './store.js';

const store = createStore(await ask('GET', ''));
render(html`<${App} store=${store} />`, document.body);
follow(store);
