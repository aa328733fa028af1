import type { TriggerContext } from '../../shared/client/nodeContext';
import { readQuestion, type Question } from '../../shared/questions/question';
import { triggerState, type StatePart } from '../triggerState';

/** n8n stores the list with the workflow, and writes all of it each time. */
export const maxOpen = 500;

/** How long all questions may be, as n8n reads and writes them with each callback. In characters. */
const maxSize = 1_000_000;

/** How many questions that are being sent. Before 2.41, n8n reports any running execution as such. */
const maxBeingSent = 400;

/** n8n ends a wait up to a minute late. */
const graceMs = 2 * 60_000;

/** How many ended questions are kept, so that an older copy of the list brings none back. */
const maxEnded = 1000;

interface Questions {
	open: Map<string, Question>;
	/** Question → when it was asked, of those that have ended. */
	ended: Map<string, number>;
}

const sizeOf = ({ resumePath, to, clarified = [] }: Question): number =>
	200 + resumePath.length + 16 * (to.length + clarified.length);

const hasRoomFor = (open: Map<string, Question>, question: Question): boolean => {
	const others = [...open.values()].filter(({ id }) => id !== question.id);
	if (others.length >= maxOpen) return false;
	const size = others.reduce((sum, each) => sum + sizeOf(each), sizeOf(question));
	const now = Date.now();
	return size <= maxSize && others.filter(({ sentBy }) => sentBy > now).length < maxBeingSent;
};

/** Adds a question, or replaces the one that the same node asked before. False if the list is full. */
export const addQuestion = (open: Map<string, Question>, question: Question): boolean => {
	const known = open.get(question.id);
	if (!hasRoomFor(open, question)) return false;
	// Asked once more by the same node, as in a loop: a question of its own, and the newest.
	if (known && known.askedAt !== question.askedAt) open.delete(question.id);
	open.set(question.id, question);
	return true;
};

export const dropExpired = (open: Map<string, Question>, now: number): void => {
	for (const [id, { until }] of open) {
		if (until !== undefined && now > until + graceMs) open.delete(id);
	}
};

/** The open questions to a number, oldest first. */
export const questionsTo = (
	open: Map<string, Question>,
	number: string,
	shortCode: string,
	now: number,
): Question[] =>
	[...open.values()]
		.filter(
			({ to, until }) => to.includes(number) && (until === undefined || now <= until + graceMs),
		)
		.filter((question) => shortCode === '' || question.shortCode === shortCode)
		.sort((a, b) => a.askedAt - b.askedAt);

const merge = ({ open, ended }: Questions, stored: unknown): void => {
	for (const entry of Array.isArray(stored) ? stored : []) {
		const question = readQuestion(entry);
		if (!question || ended.get(question.id) === question.askedAt) continue;
		if ((open.get(question.id)?.askedAt ?? 0) < question.askedAt) addQuestion(open, question);
	}
};

const parse = (saved: unknown): unknown => {
	try {
		return typeof saved === 'string' ? JSON.parse(saved) : undefined;
	} catch {
		return undefined;
	}
};

const questionsPart: StatePart<Questions> = {
	name: 'questions',
	create: () => ({ open: new Map(), ended: new Map() }),
	load: (questions, saved) => merge(questions, parse(saved)),
	save: ({ open }) => JSON.stringify([...open.values()]),
};

/**
 * The open questions of a trigger: those that this process has accepted, and those that another one has
 * stored with the workflow.
 *
 * A question too many here does no harm: the execution is asked whether it still waits.
 */
export const openQuestions = (context: TriggerContext) => {
	const { value, changed } = triggerState(context, questionsPart);
	const { open, ended } = value;
	dropExpired(open, Date.now());
	return {
		open,
		changed,
		/**
		 * Takes the list of the process in which the questions are kept. `asked`: what was open here
		 * before it was asked for; what has come in since stays.
		 */
		replace(stored: unknown, asked: readonly Question[]): void {
			const before = questionsPart.save(value);
			for (const { id, askedAt } of asked) {
				if (open.get(id)?.askedAt === askedAt) open.delete(id);
			}
			merge(value, stored);
			if (questionsPart.save(value) !== before) changed();
		},
		add(question: Question): boolean {
			changed();
			return addQuestion(open, question);
		},
		end({ id, askedAt }: Question): void {
			if (open.get(id)?.askedAt === askedAt) open.delete(id);
			ended.set(id, askedAt);
			for (const oldest of ended.keys()) {
				if (ended.size <= maxEnded) break;
				ended.delete(oldest);
			}
			changed();
		},
	};
};

export type OpenQuestions = ReturnType<typeof openQuestions>;
