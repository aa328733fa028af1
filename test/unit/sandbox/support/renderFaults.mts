import type { Plugin } from 'esbuild';

import { loadWith } from '../../../support/addedSources.mts';

/** In Preact’s place: components become HTML at once, in their first state. */
const preact = `
	import htm from 'htm';

	const write = (children) =>
		[children].flat(Infinity).filter((each) => each || each === 0).join('');
	const attributes = (props) =>
		Object.entries(props ?? {})
			.filter(([, value]) => ['string', 'number'].includes(typeof value) || value === true)
			.map(([name, value]) => \` \${name}="\${value}"\`)
			.join('');

	export const html = htm.bind((type, props, ...children) =>
		typeof type === 'function'
			? write(type({ ...props, children }))
			: \`<\${type}\${attributes(props)}>\${write(children)}</\${type}>\`,
	);
	export const useState = (first) => [first, () => undefined];
	export const useRef = (current) => ({ current });
	export const useEffect = () => undefined;

	// Node 20 has none; the browsers have.
	Map.groupBy ??= (values, keyOf) => {
		const groups = new Map();
		for (const each of values) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
		return groups;
	};
`;

const withoutBrowser: Plugin = {
	name: 'without-browser',
	setup: ({ onLoad, onResolve }) => {
		onResolve({ filter: /^\/ui\/vendor\/preact\.js$/ }, ({ path, resolveDir }) => ({
			path,
			namespace: 'preact',
			pluginData: resolveDir,
		}));
		onLoad({ filter: /.*/, namespace: 'preact' }, ({ pluginData }) => ({
			contents: preact,
			resolveDir: pluginData as string,
		}));
	},
};

/** The page’s view of faults as HTML, made from what `GET /sandbox/` answers: those that a send can meet. */
export const renderFaults = async (listing: unknown): Promise<string> => {
	const { render } = await loadWith<{ render(store: unknown): string }>(
		{},
		`
			import { html } from '/ui/vendor/preact.js';
			import { Faults } from './sandbox/ui/faults.js';
			export const render = (store) => html\`<\${Faults} store=\${store} />\`;
		`,
		[withoutBrowser],
	);
	return render({ listing, faults: [] });
};
