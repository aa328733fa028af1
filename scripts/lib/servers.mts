import { chown } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { userInfo } from 'node:os';
import { waitFor } from './waitFor.mts';
import { freePort } from './ports.mts';
import { spawnGroup, stopGroup } from './processes.mts';
import { run } from './run.mts';
import { removeTemporary, temporaryFolder } from './temporary.mts';
import which from 'which';

/** A server on loopback, with data that goes when it stops. */
export interface Server {
	port: number;
	stop(): Promise<void>;
}

const host = '127.0.0.1';

/** Redis, of Debian's package redis-server. */
export const startRedis = async (): Promise<Server> => {
	const program = await which('redis-server', { nothrow: true });
	if (!program) throw new Error('Redis is missing: apt-get install redis-server');
	const port = await freePort();
	const folder = await temporaryFolder('redis');
	const args = ['--port', String(port), '--bind', host, '--dir', folder, '--save', ''];
	return await serve(program, args, port, folder);
};

/** PostgreSQL, of Debian's package postgresql: user and database `postgres`, no password. */
export const startPostgres = async (): Promise<Server> => {
	const programs = postgresPrograms();
	const port = await freePort();
	const folder = await temporaryFolder('postgres');
	const user = await unprivileged();
	if (user) await chown(folder, user.uid, user.gid);
	const data = join(folder, 'data');
	const init = spawnGroup(
		join(programs, 'initdb'),
		['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '-E', 'UTF8'],
		{ stdout: 'ignore', stderr: 'inherit', cwd: folder, ...user },
	);
	const { exitCode } = await init;
	if (exitCode !== 0) throw new Error(`initdb failed (${exitCode})`);
	const args = ['-D', data, '-p', String(port), '-h', host, '-k', '', '-c', 'fsync=off'];
	return await serve(join(programs, 'postgres'), args, port, folder, user);
};

/** Debian keeps them off the PATH, a folder for each version. */
const postgresPrograms = (): string => {
	const root = '/usr/lib/postgresql';
	try {
		const newest = readdirSync(root).sort((a, b) => Number(b) - Number(a))[0];
		if (newest) return join(root, newest, 'bin');
	} catch {
		// Told below.
	}
	throw new Error('PostgreSQL is missing: apt-get install postgresql');
};

/** PostgreSQL does not run as root; Debian's package brings a user for it. */
const unprivileged = async (): Promise<{ uid: number; gid: number } | undefined> => {
	if (userInfo().uid !== 0) return undefined;
	const id = async (flag: string) => Number(await run('id', [flag, 'postgres']));
	return { uid: await id('-u'), gid: await id('-g') };
};

const serve = async (
	program: string,
	args: string[],
	port: number,
	folder: string,
	user?: { uid: number; gid: number },
): Promise<Server> => {
	const child = spawnGroup(program, args, {
		stdout: 'ignore',
		stderr: 'ignore',
		cwd: folder,
		...user,
	});
	const stop = async () => {
		await stopGroup(child);
		await removeTemporary(folder);
	};
	try {
		await waitFor(`${program} to listen`, 60_000, async () => {
			if (child.exitCode !== null) throw new Error(`${program} ended (${child.exitCode})`);
			return (await listens(port)) || undefined;
		});
		return { port, stop };
	} catch (error) {
		await stop();
		throw error;
	}
};

const listens = async (port: number): Promise<boolean> => {
	const socket = connect(port, host);
	try {
		await once(socket, 'connect');
		return true;
	} catch {
		return false;
	} finally {
		socket.destroy();
	}
};
