import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Installation } from '../../../scripts/lib/n8n/install.mts';

const script = `
const [, module, file, sql] = process.argv;
const { Database } = require(module);
const database = new Database(file);
database.configure('busyTimeout', 30000);
database.exec(sql, (error) => { if (error) throw error; });
database.close();
`;

/** Runs SQL in the database of an n8n, which may be running, with its own SQLite and Node.js. */
export const runSql = async (
	{ node, folder }: Installation,
	userFolder: string,
	sql: string,
): Promise<void> => {
	const sqlite = join(folder, 'node_modules/sqlite3');
	const file = join(userFolder, '.n8n/database.sqlite');
	await promisify(execFile)(join(node.bin, 'node'), ['-e', script, sqlite, file, sql]);
};
