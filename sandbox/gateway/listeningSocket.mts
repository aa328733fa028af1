import type { Server } from 'node:http';

/**
 * The listening socket, which can be closed for a while: nobody listens then, and the system itself
 * refuses connections. Requests already accepted are answered, and their connections end.
 */
export const createListeningSocket = (server: Server, host: string, port: () => number) => {
	let isShut = false;
	let isClosed = false;
	let timer: NodeJS.Timeout | undefined;
	let opened = Promise.resolve();

	const listen = (): Promise<void> =>
		new Promise((resolve, reject) => {
			const failed = (error: Error) => {
				server.off('listening', succeeded);
				reject(error);
			};
			const succeeded = () => {
				server.off('error', failed);
				resolve();
			};
			server.once('error', failed);
			server.once('listening', succeeded);
			server.listen({ host, port: port(), backlog: 4096 });
		});

	/** Another process may have the port meanwhile: tried until it is free. */
	const listenAgain = async (): Promise<void> => {
		while (!isClosed && !isShut) {
			try {
				return await listen();
			} catch {
				await new Promise((resolve) => setTimeout(resolve, 100));
			}
		}
	};

	/** Resolves when the port is open again. */
	const open = (): Promise<void> => {
		clearTimeout(timer);
		if (isShut) {
			isShut = false;
			opened = opened.then(listenAgain);
		}
		return opened;
	};

	return {
		/** Rejects with the system's error. */
		listen,
		open,
		isShut: () => isShut,
		shut(forMs: number) {
			clearTimeout(timer);
			if (Number.isFinite(forMs)) timer = setTimeout(() => void open(), forMs);
			if (isShut) return;
			isShut = true;
			server.close();
			server.closeIdleConnections();
		},
		/** Closes it for good. */
		async close() {
			clearTimeout(timer);
			isClosed = true;
			await opened;
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			});
		},
	};
};

export type ListeningSocket = ReturnType<typeof createListeningSocket>;
