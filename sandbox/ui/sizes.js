import { ask } from './api.js';

const mostKept = 5_000;
/** Characters asked about in one request, of which the sandbox takes 1 MB. */
const mostAtOnce = 100_000;

/** Encoding and segments of texts: asked of the sandbox, many at once, each text once. */
export function createSizes(changed) {
	const known = new Map();
	const wanted = new Set();
	let asking = false;

	async function fetchWanted() {
		asking = true;
		// What is wanted in one turn is asked for together.
		await Promise.resolve();
		while (wanted.size > 0) {
			const texts = [];
			let characters = 0;
			for (const text of wanted) {
				if (texts.length > 0 && characters + text.length > mostAtOnce) break;
				texts.push(text);
				wanted.delete(text);
				characters += text.length;
			}
			try {
				const sizes = await ask('POST', 'sizes', texts);
				if (known.size > mostKept) known.clear();
				texts.forEach((text, index) => known.set(text, sizes[index]));
				changed();
			} catch {
				// Shown without, and asked for again when they are next drawn.
			}
		}
		asking = false;
	}

	return {
		/** `{ encoding, segments, used, room }`, or undefined until the sandbox has answered. */
		of(text) {
			const size = known.get(text);
			if (!size) {
				wanted.add(text);
				if (!asking) void fetchWanted();
			}
			return size;
		},
	};
}
