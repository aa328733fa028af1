interface Task {
	time: number;
	/** Tasks due at the same time run in the order they were set. */
	order: number;
	run: () => void;
}

export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
	/** Runs a task once the clock has reached that time. */
	at(time: number, run: () => void): void;
	/** Runs what is due. */
	tick(): void;
	advance(ms: number): void;
	/** Forgets every task, and leaves no timer. */
	clear(): void;
}

/** The longest wait that `setTimeout` takes. */
const longestWait = 2 ** 31 - 1;

/** A clock that can be moved forward, with what is to happen at a time in a binary heap. */
export const createClock = (source: () => number = Date.now): Clock => {
	const heap: Task[] = [];
	let offset = 0;
	let order = 0;
	let timer: NodeJS.Timeout | undefined;
	let timerTime = Infinity;

	const now = () => source() + offset;
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

	const pop = (): Task | undefined => {
		const first = heap[0];
		const last = heap.pop();
		if (!first || !last || first === last) return first;
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

	const arm = () => {
		const next = heap[0]?.time ?? Infinity;
		if (next === timerTime && timer) return;
		clearTimeout(timer);
		timer = undefined;
		timerTime = next;
		if (next === Infinity) return;
		timer = setTimeout(
			() => {
				timer = undefined;
				tick();
			},
			Math.min(Math.max(next - now(), 0), longestWait),
		);
	};

	const tick = () => {
		while (heap[0] && heap[0].time <= now()) pop()!.run();
		arm();
	};

	return {
		now,
		tick,
		at(time, run) {
			push({ time, order: order++, run });
			arm();
		},
		advance(ms) {
			offset += ms;
			clearTimeout(timer);
			timer = undefined;
			tick();
		},
		clear() {
			heap.length = 0;
			arm();
		},
	};
};
