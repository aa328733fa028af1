/**
 * Has tasks that share a key run one after the other, in the order in which they come, while all
 * others run side by side: two texts to one recipient must not overtake each other.
 */
export const createKeyedMutex = () => {
	const last = new Map<string, Promise<unknown>>();
	return async <Result>(keys: readonly string[], run: () => Promise<Result>): Promise<Result> => {
		const before = keys.map((key) => last.get(key)).filter((task) => task !== undefined);
		const task = Promise.all(before).then(run);
		// Who comes next waits for the end of it, not for its success.
		const ended = task.catch(() => undefined);
		for (const key of keys) last.set(key, ended);
		return await task;
	};
};
