/** A queue for each run. Taking goes round the runs, so that a short one isn't stuck behind a long one. */
export const createFairQueue = <Entry>() => {
	const queues = new Map<object, Set<Entry>>();

	const remove = (run: object, entry: Entry): void => {
		const queue = queues.get(run);
		queue?.delete(entry);
		if (queue?.size === 0) queues.delete(run);
	};

	return {
		add(run: object, entry: Entry): void {
			queues.set(run, (queues.get(run) ?? new Set<Entry>()).add(entry));
		},
		remove,
		/** The next entry of the run whose turn it is, of those allowed; undefined where none waits. */
		take(isAllowed: (run: object) => boolean = () => true): Entry | undefined {
			for (const [run, queue] of queues) {
				if (!isAllowed(run)) continue;
				const [entry] = queue;
				queues.delete(run);
				queue.delete(entry as Entry);
				// To the back: a Map keeps the order of insertion.
				if (queue.size > 0) queues.set(run, queue);
				return entry;
			}
			return undefined;
		},
		isEmpty: () => queues.size === 0,
		/** All that wait, with their run. */
		entries: (): Array<[object, Entry]> =>
			[...queues].flatMap(([run, queue]) =>
				[...queue].map((entry): [object, Entry] => [run, entry]),
			),
	};
};
