import { setTimeout as sleep } from 'node:timers/promises';

/** Checks until there is a result. Throws, saying what it waited for, when the time is up. */
export const waitFor = async <T,>(
	what: string,
	withinMs: number,
	check: () => Promise<T | undefined>,
): Promise<T> => {
	for (const deadline = Date.now() + withinMs; ; await sleep(100)) {
		const result = await check();
		if (result !== undefined) return result;
		if (Date.now() > deadline) throw new Error(`Waited ${withinMs / 1000} s for ${what}`);
	}
};
