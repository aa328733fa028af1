import { cp, mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { lookup } from 'node:dns/promises';
import { join } from 'node:path';
import which from 'which';
import { Failure } from '../failure.mts';
import { isComplete, installOnce } from '../installOnce.mts';
import { cacheFolder } from '../paths.mts';
import { step } from '../progress.mts';
import { temporaryFolder } from '../temporary.mts';

import { envOf, nodeRuntime, type NodeRuntime } from './node.mts';
import { npm, npmInstall } from './npm.mts';
import { startN8n } from './process.mts';
import { type N8nRelease, n8nRelease, newest } from './versions.mts';

/** An n8n on this machine, ready to be started. */
export interface Installation {
	release: N8nRelease;
	node: NodeRuntime;
	/** Holds node_modules/n8n and the data of a first start. */
	folder: string;
}

const neededBytes = 4.5e9;
const compilers = ['g++', 'make', 'python3'];

/** n8n of that version in the cache, installed first if it is not there yet. */
export const installN8n = async (version = newest): Promise<Installation> => {
	const release = n8nRelease(version);
	const name = `${version}-node${release.node}-${process.platform}-${process.arch}`;
	const target = join(cacheFolder, 'n8n', name);
	if (!isComplete(target)) await assertInstallable(cacheFolder);
	const node = await nodeRuntime(release.node);
	const folder = await installOnce(target, async (partial) => {
		console.log(`n8n ${version} is not here yet: it goes into ${cacheFolder}, 3 GB, once.`);
		const { overrides } = release;
		await writeFile(join(partial, 'package.json'), JSON.stringify({ private: true, overrides }));
		await step(`Installing n8n ${version} from the npm registry (about 4 minutes)`, async () => {
			await npmInstall(partial, [`n8n@${version}`]);
		});
		await step("Building n8n's SQLite (about 90 seconds)", async () => {
			await buildSqlite(partial, node);
		});
		await step('Starting n8n for the first time, to set up its database', async () => {
			await firstStart({ release, node, folder: partial });
		});
	});
	return { release, node, folder };
};

/**
 * A new data folder for n8n, its database set up and still without an owner: a copy of what the
 * first start left. It goes with this process, or by `removeTemporary`.
 */
export const newUserFolder = async ({ folder }: Installation): Promise<string> => {
	const userFolder = await temporaryFolder('data');
	await cp(firstData(folder), userFolder, { recursive: true });
	return userFolder;
};

const firstData = (folder: string) => join(folder, 'first-data');

/** Tells early, and in one sentence, what would fail only after minutes. */
const assertInstallable = async (folder: string): Promise<void> => {
	await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
		throw new Failure(`The cache folder ${folder} cannot be made (${error.code}).`);
	});
	const { bavail, bsize } = await statfs(folder);
	if (bavail * bsize < neededBytes) {
		const free = (bavail * bsize) / 1e9;
		throw new Failure(
			`The disk is too full for n8n: it needs ${neededBytes / 1e9} GB in ${folder}, and ${free.toFixed(1)} GB are free.`,
		);
	}
	const missing = compilers.filter((program) => !which.sync(program, { nothrow: true }));
	if (missing.length === 0) return;
	// With them missing, only the prebuilt SQLite of GitHub's releases would do.
	await lookup('github.com').catch(() => {
		throw new Failure(
			`${missing.join(', ')} missing, with which n8n's SQLite is built: install them (Debian: apt-get install g++ make python3) and try again.`,
		);
	});
};

/** Only sqlite3 is built: n8n needs none of the other packages' install scripts to run. */
const buildSqlite = async (folder: string, node: NodeRuntime): Promise<void> => {
	await npm(['run', 'install'], {
		cwd: join(folder, 'node_modules/sqlite3'),
		env: { ...envOf(node), npm_config_nodedir: node.folder },
	});
};

/** Also shows that what was installed runs. */
const firstStart = async (installation: Installation): Promise<void> => {
	const userFolder = firstData(installation.folder);
	await mkdir(userFolder);
	const n8n = await startN8n(installation, { userFolder });
	await n8n.stop();
	await rm(n8n.logFile, { force: true });
};
