/** No more often than this: a burst of events is drawn together. */
const leastMsBetween = 80;

/** Runs what watches a topic once, soon after the topic was touched, however often that was. */
export function createSchedule() {
	const watchers = [];
	const touched = new Set();
	let planned = false;

	function run() {
		planned = false;
		const topics = new Set(touched);
		touched.clear();
		for (const { of, draw } of watchers) {
			if (of.some((topic) => topics.has(topic))) draw();
		}
	}

	return {
		touch(topic) {
			touched.add(topic);
			if (planned) return;
			planned = true;
			// In a page that isn't seen no frame comes, and nothing is drawn.
			setTimeout(() => requestAnimationFrame(run), leastMsBetween);
		},
		watch(of, draw) {
			watchers.push({ of, draw });
		},
	};
}
