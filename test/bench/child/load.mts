// Run by n8n’s Node.js alone: what it costs to load the package where n8n-workflow is loaded, as n8n
// does. Its argument is the package’s folder; prints a Load.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';

export interface Load {
	ms: number;
	heapBytes: number;
	rssBytes: number;
}

const [folder = '.'] = process.argv.slice(2);
const manifestFile = join(folder, 'package.json');
const { n8n } = JSON.parse(readFileSync(manifestFile, 'utf8')) as {
	n8n: { nodes: string[]; credentials: string[] };
};
const require = createRequire(manifestFile);
require('n8n-workflow');

globalThis.gc?.();
const before = process.memoryUsage();
const started = performance.now();
const loaded = [...n8n.credentials, ...n8n.nodes].map((file) => {
	const exported = require(join(folder, file)) as Record<string, new () => object>;
	const name = basename(file).split('.')[0] ?? '';
	const Type = exported[name];
	if (!Type) throw new Error(`${file} has no ${name}`);
	return new Type();
});
const ms = performance.now() - started;
globalThis.gc?.();
const after = process.memoryUsage();
if (loaded.length === 0) throw new Error('The package has nothing to load.');
const load: Load = {
	ms,
	heapBytes: after.heapUsed - before.heapUsed,
	rssBytes: after.rss - before.rss,
};
console.log(JSON.stringify(load));
