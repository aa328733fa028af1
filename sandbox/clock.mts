interface Task {
	time: number;
	/** Tasks due at the same time run in the order they were set. */
	order: number;
	run: () => void;
}

/** The last moment that the clock can be set to: the end of the year 9999. */
export const latestTime = Date.UTC(10_000, 0) - 1;

/** The longest wait that `setTimeout` takes. */
const longestWait = 2 ** 31 - 1;

/**
 * A clock that can be moved. Tasks wait in a binary heap; while one runs, the clock shows the time
 * at which it was due, however far the clock was moved at once.
 */
export const createClock = (source: () => number = Date.now) => {
	const heap: Task[] = [];
	let offset = 0;
	let order = 0;
	let timer: NodeJS.Timeout | undefined;
	let timerTime = Infinity;
	let taskTime: number | null = null;

	const shown = () => source() + offset;
	const before = (a: Task, b: Task) => a.time < b.time || (a.time === b.time && a.order < b.order);

	const push = (task: Task) => {
		let index = heap.length;
		while (index > 0) {
			const parent = (index - 1) >> 1;
			const above = heap[parent]!;
			if (!before(task, above)) break;
			heap[index] = above;
			index = parent;
		}
		heap[index] = task;
	};

	const pop = (): Task => {
		const first = heap[0]!;
		const last = heap.pop()!;
		if (first === last) return first;
		let index = 0;
		for (;;) {
			let child = 2 * index + 1;
			if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
			const below = heap[child];
			if (!below || !before(below, last)) break;
			heap[index] = below;
			index = child;
		}
		heap[index] = last;
		return first;
	};

	const disarm = () => {
		clearTimeout(timer);
		timer = undefined;
	};

	const arm = () => {
		const next = heap[0]?.time ?? Infinity;
		if (next === timerTime && timer) return;
		disarm();
		timerTime = next;
		if (next === Infinity) return;
		const wait = Math.min(Math.max(next - shown(), 0), longestWait);
		timer = setTimeout(() => {
			timer = undefined;
			tick();
		}, wait);
	};

	const tick = () => {
		if (taskTime !== null) return;
		try {
			const end = shown();
			while (heap[0] && heap[0].time <= end) {
				const task = pop();
				taskTime = task.time;
				task.run();
			}
		} finally {
			taskTime = null;
		}
		arm();
	};

	const move = (time: number) => {
		if (!(time >= 0 && time <= latestTime)) {
			throw new RangeError('The clock goes from 1970 to the year 9999.');
		}
		offset = time - source();
		disarm();
		tick();
	};

	return {
		/** Milliseconds since 1970. */
		now: () => taskTime ?? shown(),
		/** The time that really passes, whatever the clock is moved to. */
		real: source,
		/** Runs a task once the clock has reached that time. */
		at(time: number, run: () => void) {
			push({ time, order: order++, run });
			arm();
		},
		/** Runs what is due. */
		tick,
		/** Moves the clock to a time, and runs what becomes due. Throws `RangeError` out of bounds. */
		set: move,
		/** Moves the clock forward. Throws `RangeError` on a negative number or out of bounds. */
		advance(ms: number) {
			if (!(ms >= 0)) throw new RangeError('The clock advances by 0 ms or more.');
			move(shown() + ms);
		},
		/** Forgets every task, and leaves no timer. */
		clear() {
			heap.length = 0;
			arm();
		},
		/** Back to the time that it started from. */
		restore() {
			offset = 0;
			disarm();
			arm();
		},
	};
};

export type Clock = ReturnType<typeof createClock>;
