import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { N8nClient } from '../../../scripts/lib/n8n/client.mts';

/** Installed programs, which n8n runs and does not write. */
const programs = new Set(['node_modules', 'npm', 'npm-cache']);

/**
 * Every file in n8n’s data folder (database, event log, settings) as it lies on the disk, by its
 * path. Credentials are in the database too, encrypted.
 */
export const filesWritten = (userFolder: string): Map<string, Buffer> => {
	const entries = readdirSync(userFolder, { withFileTypes: true });
	return new Map(
		entries.flatMap((entry): Array<[string, Buffer]> => {
			const path = join(userFolder, entry.name);
			if (entry.isFile()) return [[path, readFileSync(path)]];
			return entry.isDirectory() && !programs.has(entry.name) ? [...filesWritten(path)] : [];
		}),
	);
};

/** An execution just as n8n has stored it: its data in one piece, where the database has pages. */
export const storedExecution = async (client: N8nClient, id: string): Promise<string> =>
	JSON.stringify(await client.call<unknown>('GET', `/executions/${id}`));

/** Where a word stands, of all that was written; by the names of the texts. */
export const placesOf = (word: string, written: Iterable<[string, Buffer | string]>): string[] =>
	[...written].filter(([, text]) => text.includes(word)).map(([name]) => name);
