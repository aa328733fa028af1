import getPort from 'get-port';
import { Failure } from './failure.mts';

const host = '127.0.0.1';

/** A free port on loopback. No two calls in a row get the same one. */
export const freePort = async (): Promise<number> => await getPort({ host });

/** Throws a Failure that names the command-line option if the port can't be listened on. */
export const assertPortFree = async (
	port: number,
	purpose: string,
	option: string,
): Promise<void> => {
	if ((await getPort({ host, port })) === port) return;
	throw new Failure(
		`Port ${port}, for ${purpose}, can't be used: choose another with ${option} <number>.`,
	);
};
