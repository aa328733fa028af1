import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Installation } from '../../../scripts/lib/n8n/install.mts';

const open = `
const [, module, file, sql] = process.argv;
const { Database } = require(module);
const database = new Database(file);
database.configure('busyTimeout', 30000);
`;

const runScript = `${open}
database.exec(sql, (error) => { if (error) throw error; });
database.close();
`;

const holdScript = `${open}
database.exec(sql, (error) => {
	if (error) throw error;
	console.log('done');
	process.stdin.on('end', () => database.close()).resume();
});
`;

/** With the SQLite and Node.js of that n8n. */
const commandOf = (
	{ node, folder }: Installation,
	userFolder: string,
	script: string,
	sql: string,
): [program: string, args: string[]] => [
	join(node.bin, 'node'),
	[
		'-e',
		script,
		join(folder, 'node_modules/sqlite3'),
		join(userFolder, '.n8n/database.sqlite'),
		sql,
	],
];

/** Runs SQL in the database of an n8n, which may be running. */
export const runSql = async (
	installation: Installation,
	userFolder: string,
	sql: string,
): Promise<void> => {
	await promisify(execFile)(...commandOf(installation, userFolder, runScript, sql));
};

/** Keeps a running n8n from writing to its database, until the function that it returns is called. */
export const lockDatabase = async (
	installation: Installation,
	userFolder: string,
): Promise<() => Promise<void>> => {
	const command = commandOf(installation, userFolder, holdScript, 'BEGIN IMMEDIATE');
	const child = spawn(...command, { stdio: ['pipe', 'pipe', 'inherit'] });
	const exited = once(child, 'exit');
	const locked = once(child.stdout, 'data').then(() => true);
	const isLocked = await Promise.race([locked, exited.then(() => false)]);
	if (!isLocked) throw new Error('The database could not be locked');
	return async () => {
		child.stdin.end();
		await exited;
	};
};
