/**
 * Runs tasks that share a key one after the other, in the order in which they come, and all others
 * at the same time: two texts to one recipient must not overtake each other.
 */
export const createKeyedMutex = () => {
	const last = new Map<string, Promise<unknown>>();
	return async <Result>(keys: readonly string[], run: () => Promise<Result>): Promise<Result> => {
		const before = keys.map((key) => last.get(key)).filter((task) => task !== undefined);
		const task = Promise.all(before).then(run);
		// The next task waits for the end of this one, not for its success.
		const ended = task
			.catch(() => undefined)
			.then(() => {
				for (const key of keys) if (last.get(key) === ended) last.delete(key);
			});
		for (const key of keys) last.set(key, ended);
		return await task;
	};
};
