import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/** Has a server listen on a free port of loopback; gives the port. Rejects with the system's error. */
export const listenLocally = async (server: Server, host = '127.0.0.1'): Promise<number> => {
	await once(server.listen(0, host), 'listening');
	return (server.address() as AddressInfo).port;
};

/** Closes a server. One of HTTP ends what is still connected to it. */
export const closeServer = async (
	server: Server & { closeAllConnections?(): void },
): Promise<void> => {
	server.closeAllConnections?.();
	await new Promise((done) => server.close(done));
};
