// Runs a script of this project in a clone as git left it: `node scripts/bootstrap.mjs <script> …`.
// Installs the development packages if they are missing or not those of package-lock.json, then
// runs the TypeScript in this very process, so that arguments, signals, streams and the exit code
// are the script's own. Uses nothing but Node's built-ins, as nothing else may be there yet.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { npmErrorMessage } from './lib/npmErrorMessage.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

const fail = (sentence) => {
	console.error(sentence);
	process.exit(1);
};

const record = join(root, 'node_modules/.package-lock.json');
const packagesOf = (lockFile) => JSON.parse(readFileSync(lockFile, 'utf8')).packages;

/** Whether node_modules holds what package-lock.json asks for, by npm's own record of it. */
const isInstalled = () => {
	if (!existsSync(record)) return false;
	const installed = packagesOf(record);
	return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(
		([path, { version, optional }]) =>
			path === '' || optional || installed[path]?.version === version,
	);
};

const freeBytes = () => {
	const { bavail, bsize } = statfsSync(root);
	return bavail * bsize;
};
const neededBytes = 1.4e9;
const diskFull = `The disk is full: ${neededBytes / 1e9} GB must be free in ${root}.`;

/** Runs `npm ci`, telling every few seconds that it is still at it. */
const install = () =>
	new Promise((done) => {
		if (freeBytes() < neededBytes) fail(diskFull);
		console.log('Installing the development packages (npm ci): about a minute, 1.1 GB …');
		const started = Date.now();
		const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
		const npm = spawn('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
			cwd: root,
			stdio: ['ignore', 'inherit', 'pipe'],
			shell: process.platform === 'win32',
		});
		let errors = '';
		npm.stderr.setEncoding('utf8').on('data', (text) => (errors += text));
		const ticker = setInterval(() => console.log(`  npm ci: ${seconds()} …`), 10_000);
		const stop = (signal) => npm.kill(signal);
		process.once('SIGINT', stop).once('SIGTERM', stop);
		npm.on('error', ({ code }) =>
			fail(
				code === 'ENOENT'
					? 'npm was not found: install it with Node.js and try again.'
					: `npm could not be started: ${code}.`,
			),
		);
		npm.on('close', (code, signal) => {
			clearInterval(ticker);
			process.off('SIGINT', stop).off('SIGTERM', stop);
			if (signal) process.exit(130);
			// npm takes a package for optional that a full disk kept out, and says that all went well.
			if (freeBytes() < 5e7) {
				rmSync(record, { force: true });
				fail(diskFull);
			}
			if (code !== 0) fail(npmErrorMessage(errors) ?? `npm ci failed:\n${errors.trim()}`);
			console.log(`  npm ci: done in ${seconds()}`);
			done();
		});
	});

if (major < 20 || (major === 20 && minor < 19)) {
	fail(`This project needs Node.js 20.19 or later, and this is ${process.versions.node}.`);
}
const [script, ...args] = process.argv.slice(2);
if (!script) fail('Usage: node scripts/bootstrap.mjs <script> [argument …]');
if (!isInstalled()) await install();

process.chdir(root);
process.argv = [process.execPath, resolve(root, script), ...args];
const { register } = await import('tsx/esm/api');
register();
process.setSourceMapsEnabled(true);
await import(pathToFileURL(resolve(root, script)).href);
