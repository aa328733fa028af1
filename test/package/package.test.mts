// The package as it would be published: what npm packs, and what n8n’s own scan says of it. That
// scan decides on n8n’s verification of a community package.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../../package.json';
import { core } from '../support/n8n.mts';

const root = join(import.meta.dirname, '../..');

interface Packed {
	filename: string;
	unpackedSize: number;
	files: Array<{ path: string; size: number }>;
}

let directory: string;
let packed: Packed;
/** Where the tarball is extracted. */
let extracted: string;

beforeAll(() => {
	if (!existsSync(join(root, 'dist'))) {
		throw new Error('There is no dist: run `npx gulp build` before the package tests.');
	}
	directory = mkdtempSync(join(tmpdir(), 'n8n-nodes-att-sms-pack-'));
	const output = execFileSync('npm', ['pack', '--json', '--pack-destination', directory], {
		cwd: root,
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	[packed] = JSON.parse(output) as [Packed];
	execFileSync('tar', ['-xzf', join(directory, packed.filename), '-C', directory]);
	extracted = join(directory, 'package');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const paths = () => packed.files.map(({ path }) => path);

describe('The tarball', () => {
	test('The tarball holds dist, README, LICENSE and package.json, and nothing else', () => {
		const outside = paths().filter((path) => !path.startsWith('dist/'));
		expect(outside.sort()).toEqual(['LICENSE', 'README.md', 'package.json']);
	});

	test('In dist, there are only code, codex files, output schemas and icons', () => {
		const kinds =
			/^dist\/((nodes|credentials)\/.+\.(js|node\.json)|nodes\/\w+\/__schema__\/.+\.json|icons\/[\w.-]+\.svg)$/;
		expect(paths().filter((path) => path.startsWith('dist/') && !kinds.test(path))).toEqual([]);
	});

	test('The tarball unpacks to less than 1 MB', () => {
		expect(packed.unpackedSize).toBeLessThan(1_000_000);
	});

	test('The code requires nothing but n8n-workflow, crypto and its own files', () => {
		const required = paths()
			.filter((path) => path.endsWith('.js'))
			.flatMap((path) => [
				...readFileSync(join(extracted, path), 'utf8').matchAll(
					/\brequire\(["'`]([^"'`]+)["'`]\)/g,
				),
			])
			.map(([, name]) => name as string)
			.filter((name) => !name.startsWith('.'));
		expect(required).toContain('n8n-workflow');
		expect(required.filter((name) => !['n8n-workflow', 'crypto'].includes(name))).toEqual([]);
	});

	test('The package loads with n8n’s own loader, with its icons and codex files', async () => {
		symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
		const loader = new core.PackageDirectoryLoader(extracted);
		await loader.loadAll();
		expect(Object.keys(loader.nodeTypes).sort()).toEqual(['attSms', 'attSmsTrigger']);
		expect(Object.keys(loader.credentialTypes).sort()).toEqual([
			'attOAuth2Api',
			'attSmsWebhookAuthApi',
		]);

		const descriptions = Object.values(loader.nodeTypes).map(({ type }) => type.description);
		for (const { name, iconUrl, codex } of descriptions) {
			const { light, dark } = iconUrl as { light: string; dark: string };
			expect(light).not.toBe(dark);
			for (const url of [light, dark]) {
				const file = url.replace(`icons/${manifest.name}/`, '');
				expect(paths()).toContain(file);
			}
			// n8n offers the nodes under HITL for human review.
			const review = name === 'attSms' ? ['HITL'] : [];
			expect(codex?.categories).toEqual(['Communication', ...review]);
			expect(codex?.resources?.primaryDocumentation?.[0]?.url).toContain(
				'https://github.com/n8n-nodes-att-sms/n8n-nodes-att-sms',
			);
		}
	});
});

describe('The manifest', () => {
	test('The manifest has no dependencies, and n8n-workflow alone as a peer', () => {
		expect(manifest).not.toHaveProperty('dependencies');
		expect(manifest).not.toHaveProperty('optionalDependencies');
		expect(manifest).not.toHaveProperty('bundledDependencies');
		expect(manifest).not.toHaveProperty('overrides');
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	});

	test('The manifest has no script that npm runs by itself', () => {
		const lifecycle = /^(pre|post)?(install|prepare|prepublish|prepublishOnly|pack|publish)$/;
		const automatic = Object.keys(manifest.scripts).filter(
			(name) => lifecycle.test(name) || name === 'dependencies' || name === 'prepack',
		);
		expect(automatic).toEqual([]);
	});

	test('The manifest points n8n to files that are packed', () => {
		expect(manifest.n8n.n8nNodesApiVersion).toBe(1);
		const named = [...manifest.n8n.nodes, ...manifest.n8n.credentials];
		expect(named).toHaveLength(4);
		expect(named.filter((path) => !paths().includes(path))).toEqual([]);
	});

	test('The package is found by n8n’s search for community packages', () => {
		expect(manifest.name).toMatch(/^n8n-nodes-/);
		expect(manifest.keywords).toContain('n8n-community-node-package');
		expect(manifest.license).toBe('MIT');
	});
});

describe('Publishing', () => {
	test('A dry run of npm publish has no complaint', () => {
		const { stderr } = spawnSync(
			'npm',
			// Nothing is asked of a registry but whether it has this version, and nobody is there.
			[
				'publish',
				'--dry-run',
				'--loglevel=warn',
				'--registry=http://127.0.0.1:9/',
				'--fetch-retries=0',
			],
			{ cwd: root, encoding: 'utf8' },
		);
		const complaints = stderr.split('\n').filter((line) => /^npm (warn|error)/.test(line));
		expect(complaints).toEqual([expect.stringContaining('requires you to be logged in')]);
	});
});

describe('The scan of n8n', () => {
	/** Runs it in a process of its own: it is an ES module, which Jest doesn’t load. */
	const scan = (target: string, patterns: 'all' | 'source') => {
		const script = `
			import { analyzePackage, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';
			const [target, patterns] = process.argv.slice(1);
			const result = await analyzePackage(
				target,
				...(patterns === 'source' ? [SOURCE_FILE_PATTERNS] : []),
			);
			process.stdout.write('\\n' + JSON.stringify(result));
		`;
		const output = execFileSync(
			process.execPath,
			['--input-type=module', '--eval', script, target, patterns],
			// Its n8n rules take any file for a trigger where NODE_ENV is Jest’s `test`.
			{ cwd: root, encoding: 'utf8', env: { ...process.env, NODE_ENV: '' } },
		);
		return JSON.parse(output.slice(output.lastIndexOf('\n'))) as object;
	};

	test('The scan has no finding in what is published', () => {
		expect(scan(extracted, 'all')).toEqual({ passed: true });
	});

	test('The scan has no finding in the sources', () => {
		expect(scan(root, 'source')).toEqual({ passed: true });
	});

	test('The scan has a finding in a package with a mistake', () => {
		const finding = scan(join(root, 'test/fixtures/scan'), 'all');
		expect(finding).toMatchObject({ passed: false, message: 'ESLint violations found' });
	});
});
