import { once } from 'node:events';
import { createServer } from 'node:net';
import { Failure } from './failure.mts';

const loopback = '127.0.0.1';

/** A port on loopback that nothing listened on a moment ago. */
export const freePort = async (): Promise<number> => await tryPort(0);

/** Throws a Failure if something else listens on the port. */
export const assertPortFree = async (
	port: number,
	purpose: string,
	option: string,
): Promise<void> => {
	try {
		await tryPort(port);
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code;
		throw new Failure(
			code === 'EADDRINUSE'
				? `Port ${port}, for ${purpose}, is in use: choose another with ${option} <number>.`
				: `Port ${port}, for ${purpose}, cannot be listened on (${code}): choose another with ${option} <number>.`,
		);
	}
};

const tryPort = async (port: number): Promise<number> => {
	const server = createServer().listen(port, loopback);
	await once(server, 'listening');
	const address = server.address();
	server.close();
	await once(server, 'close');
	if (address === null || typeof address === 'string') throw new Error('no port was given');
	return address.port;
};
