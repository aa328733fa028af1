/**
 * Runs tasks concurrently, at most `limit` at a time, started in order. Results come in the order
 * of the tasks. `stop` is called before each start: once it returns true, no further task starts,
 * and its result stays undefined. A task must not reject.
 */
export const mapConcurrent = async <Task, Result>(
	tasks: readonly Task[],
	limit: number,
	run: (task: Task) => Promise<Result>,
	stop: () => boolean = () => false,
): Promise<Array<Result | undefined>> => {
	const results = new Array<Result | undefined>(tasks.length);
	let next = 0;
	const work = async (): Promise<void> => {
		while (next < tasks.length && !stop()) {
			const index = next++;
			results[index] = await run(tasks[index] as Task);
		}
	};
	await Promise.all(Array.from({ length: Math.min(limit, tasks.length) }, work));
	return results;
};
