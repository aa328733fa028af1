import { find, setText } from './dom.js';

/** As long as this, what there is to say is gathered, so that a burst is one sentence. */
const gatherMs = 700;

let said = [];

/** Has a screen reader say something, when it has nothing else to say. */
export function announce(sentence) {
	said.push(sentence);
	if (said.length > 1) return;
	setTimeout(() => {
		const last = said.slice(-3).join(' ');
		const more = said.length - 3;
		setText(find('#announcer'), more > 0 ? `${last} And ${more} more.` : last);
		said = [];
	}, gatherMs);
}

/** Shows what went wrong, until it is dismissed or something goes right. */
export function showProblem(error) {
	setText(find('#problem-text'), error.message);
	find('#problem').hidden = false;
}

export function hideProblem() {
	find('#problem').hidden = true;
	setText(find('#problem-text'), '');
}

/** Does something that may go wrong, and says so. Gives whether it went right. */
export async function attempt(work) {
	try {
		await work();
		hideProblem();
		return true;
	} catch (error) {
		showProblem(error);
		return false;
	}
}
