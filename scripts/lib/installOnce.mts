import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { check, lock } from 'proper-lockfile';

const marker = 'complete.json';

/** The folder doesn't exist yet while it is being made, so its path can't be resolved. */
const lockOptions = { realpath: false };

/** Waits as long as the other run takes. The lock of a run that died goes stale after 10 s. */
const retries = { forever: true, factor: 1, minTimeout: 500 };

/**
 * Makes a folder that later runs find again: `make` fills a temporary folder, which takes its place
 * only when complete, so that a broken installation is never used. Two processes that want the same
 * folder make it once: the second waits.
 */
export const installOnce = async (
	folder: string,
	make: (partial: string) => Promise<void>,
): Promise<string> => {
	if (isComplete(folder)) return folder;
	await mkdir(dirname(folder), { recursive: true });
	if (await check(folder, lockOptions)) {
		console.log('Waiting for another run that is installing the same …');
	}
	const unlock = await lock(folder, { ...lockOptions, retries });
	try {
		if (isComplete(folder)) return folder;
		const partial = `${folder}.partial`;
		await rm(partial, { recursive: true, force: true });
		await mkdir(partial);
		try {
			await make(partial);
			await writeFile(join(partial, marker), JSON.stringify({ completed: new Date() }));
		} catch (error) {
			await rm(partial, { recursive: true, force: true });
			throw error;
		}
		await rm(folder, { recursive: true, force: true });
		await rename(partial, folder);
		return folder;
	} finally {
		await unlock();
	}
};

export const isComplete = (folder: string): boolean => existsSync(join(folder, marker));
