import { existsSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const marker = 'complete.json';

/**
 * Makes a folder that later runs find again: `make` fills a folder beside it, which takes its place
 * only when complete, so that what broke half-way is never used. Two processes that want the same
 * folder make it once: the second waits.
 */
export const installOnce = async (
	folder: string,
	make: (partial: string) => Promise<void>,
): Promise<string> => {
	if (isComplete(folder)) return folder;
	await mkdir(dirname(folder), { recursive: true });
	const unlock = await lock(`${folder}.lock`);
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

/** Takes a lock file that holds the owner's process id, waiting for a live owner to let go. */
const lock = async (file: string): Promise<() => Promise<void>> => {
	const own = `${file}.${process.pid}`;
	for (let told = false; ; await sleep(500)) {
		// Linked into place, so that no one reads it before the id is in it.
		await writeFile(own, String(process.pid));
		const taken = await link(own, file).then(
			() => true,
			() => false,
		);
		await rm(own);
		if (taken) return async () => await rm(file, { force: true });

		const owner = Number(await readFile(file, 'utf8').catch(() => ''));
		if (owner === 0) continue;
		if (!isAlive(owner)) {
			await rm(file, { force: true });
		} else if (!told) {
			console.log(`Waiting for another run (process ${owner}) that is installing the same …`);
			told = true;
		}
	}
};

const isAlive = (pid: number): boolean => {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
};
