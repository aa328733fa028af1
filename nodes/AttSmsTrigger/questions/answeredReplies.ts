import type { IWebhookFunctions } from 'n8n-workflow';
import { callbackRetryPeriodMs } from '../callbackRetryPeriod';
import { triggerState, type StatePart } from '../triggerState';

const maxKept = 500;

/** The fingerprint of a reply → the execution that it answered, and when. Oldest first. */
type Answers = Map<string, { execution: string; at: number }>;

const load = (answers: Answers, saved: unknown): void => {
	try {
		for (const [print, execution, at] of JSON.parse(String(saved)) as unknown[][]) {
			if (typeof print === 'string' && typeof execution === 'string' && typeof at === 'number') {
				answers.set(print, { execution, at });
			}
		}
	} catch {
		// Saved by nobody, or by another version.
	}
};

const answersPart: StatePart<Answers> = {
	name: 'answers',
	create: () => new Map(),
	load,
	save: (answers) =>
		JSON.stringify([...answers].map(([print, { execution, at }]) => [print, execution, at])),
};

/**
 * Which replies answered a question, by their fingerprints: repeated by AT&T, they do so still, and
 * start no workflow.
 */
export const rememberAnswers = (context: IWebhookFunctions) => {
	const { value: answers, changed } = triggerState(context, answersPart);
	const now = Date.now();
	return {
		isEmpty: (): boolean => answers.size === 0,
		get: (print: string): string | undefined => answers.get(print)?.execution,
		add(print: string, execution: string): void {
			answers.set(print, { execution, at: now });
			for (const [oldest, { at }] of answers) {
				if (now - at <= callbackRetryPeriodMs && answers.size <= maxKept) break;
				answers.delete(oldest);
			}
			changed();
		},
	};
};
