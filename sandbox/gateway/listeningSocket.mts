import type { Server } from 'node:http';

/**
 * The listening socket, which can be shut for a while: nobody listens then, and the system itself
 * refuses connections. Requests already under way are answered, and their connections end.
 */
export const createListeningSocket = (server: Server, host: string, port: () => number) => {
	let shut = false;
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
			server.listen({ host, port: port(), backlog: 4_096 });
		});

	/** Another socket may have been given the port meanwhile; such sockets are short-lived. */
	const listenAgain = async (): Promise<void> => {
		for (let attempt = 0; ; attempt++) {
			try {
				return await listen();
			} catch (error) {
				if (attempt >= 50) throw error;
				await new Promise((resolve) => setTimeout(resolve, 100));
			}
		}
	};

	const open = (): Promise<void> => {
		clearTimeout(timer);
		if (shut) {
			shut = false;
			opened = listenAgain();
		}
		return opened;
	};

	return {
		listen,
		open,
		isShut: () => shut,
		shut(forMs: number) {
			clearTimeout(timer);
			if (Number.isFinite(forMs)) timer = setTimeout(() => void open(), forMs);
			if (shut) return;
			shut = true;
			server.close();
			server.closeIdleConnections();
		},
		/** For good. */
		async close() {
			clearTimeout(timer);
			await opened.catch(() => undefined);
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			});
		},
	};
};

export type ListeningSocket = ReturnType<typeof createListeningSocket>;
