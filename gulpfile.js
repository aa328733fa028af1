const { cpSync, existsSync, readdirSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const { dest, parallel, series, src, watch } = require('gulp');
const { build } = require('esbuild');

// n8n provides n8n-workflow. The package's own files stay files of their own, so that dist reads
// like the source; any other package is bundled into the one file that imports it, since n8n
// verifies no package with runtime dependencies.
const bundlePackagesOnly = {
	name: 'bundle-packages-only',
	setup({ onResolve }) {
		onResolve({ filter: /^\./ }, ({ path, importer }) =>
			importer.includes('node_modules') ? undefined : { path, external: true },
		);
	},
};

const operations = 'nodes/AttSms/operations';
const triggerSchema = 'nodes/AttSmsTrigger/schema.json';

const clean = async () => rmSync('dist', { recursive: true, force: true });

const code = () =>
	build({
		entryPoints: ['nodes/**/*.ts', 'credentials/**/*.ts'],
		outbase: '.',
		outdir: 'dist',
		bundle: true,
		plugins: [bundlePackagesOnly],
		external: ['n8n-workflow', 'crypto'],
		// Its index brings a reader of crontab files along, and with it `fs`, which n8n forbids.
		alias: { 'cron-parser': 'cron-parser/dist/CronExpressionParser.js' },
		platform: 'node',
		target: 'node20',
		format: 'cjs',
		// `import()` becomes `require()` at that moment, as n8n loads all else.
		supported: { 'dynamic-import': false },
		minify: true,
		drop: ['console', 'debugger'],
		legalComments: 'none',
		logLevel: 'warning',
	});

const assets = () =>
	src(['{icons,nodes,credentials}/**/*.{svg,json}', `!${operations}/**`, `!${triggerSchema}`], {
		base: '.',
	}).pipe(dest('dist'));

// An operation's folder holds its schema, and so does the trigger's. n8n looks for a schema under the
// exact version of the node, and under its resource.
const schemas = async () => {
	for (const version of ['1.0.0', '1.1.0']) {
		cpSync(triggerSchema, `dist/nodes/AttSmsTrigger/__schema__/v${version}.json`);
	}
	for (const { name, parentPath } of readdirSync(operations, { withFileTypes: true })) {
		const schema = join(parentPath, name, 'schema.json');
		if (existsSync(schema)) {
			cpSync(schema, `dist/nodes/AttSms/__schema__/v1.0.0/sms/${name}.json`);
		}
	}
};

const all = parallel(code, assets, schemas);

exports.build = series(clean, all);
exports.schemas = schemas;

/** Builds again at each change. Nothing is deleted first: n8n has the files open. */
exports.watch = () => watch(['nodes', 'credentials', 'icons'], all);
exports.default = exports.build;
