import { html, render } from '/ui/vendor/preact.js';
import { request, follow } from './api.js';
import { App } from './app.js';
import { createStore } from './store.js';

const store = createStore(await request('GET', ''));
render(html`<${App} store=${store} />`, document.body);
follow(store);
