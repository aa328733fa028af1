import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders = new Set<string>();

/** Makes a folder for the time that this process runs: it goes, at the latest, when that exits. */
export const temporaryFolder = async (purpose: string): Promise<string> => {
	if (folders.size === 0) process.once('exit', removeAll);
	const folder = await mkdtemp(join(tmpdir(), `n8n-att-sms-${purpose}-`));
	folders.add(folder);
	return folder;
};

/** Removes such a folder before. */
export const removeTemporary = async (folder: string): Promise<void> => {
	await rm(folder, { recursive: true, force: true, maxRetries: 5 });
	folders.delete(folder);
};

const removeAll = (): void => {
	for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
};
