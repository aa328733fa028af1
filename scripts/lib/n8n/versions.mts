/** How a version of n8n is installed and run, where its own defaults don't do. */
export interface N8nRelease {
	version: string;
	/** The major version of Node.js that it runs on. */
	node: number;
	/** npm overrides, for what it would fetch from elsewhere than the registry. */
	overrides?: Record<string, string>;
	env?: Record<string, string>;
}

/** n8n 1 and 2.0 to 2.8 take SheetJS from its own server; the registry has the same API. */
const overrides = { xlsx: '0.18.5' };

/** Newest first. */
export const releases: N8nRelease[] = [
	// A module that asks n8n's servers for news at each start; others have none of that name.
	{ version: '2.41.1', node: 24, env: { N8N_DISABLED_MODULES: 'mcp-registry' } },
	{ version: '2.8.4', node: 20, overrides },
	// Its isolated-vm has no prebuilt binary for Node.js 20.
	{ version: '1.123.81', node: 20, overrides, env: { N8N_EXPRESSION_ENGINE: 'legacy' } },
];

export const newest = '2.41.1';

/** Throws if the version is not one that this project knows how to install. */
export const n8nRelease = (version: string): N8nRelease => {
	const release = releases.find((known) => known.version === version);
	if (release) return release;
	const known = releases.map((each) => each.version).join(', ');
	throw new Error(`n8n ${version} is none of those that can be installed here: ${known}`);
};
