import { isResumePath } from './resumeUrl';

/** A question that an execution waits for the answer to. */
export interface Question {
	/** `<execution>/<node>`: a node waits for one answer at a time. */
	id: string;
	/** The signed resume URL, without n8n's base. */
	resumePath: string;
	/** The short code that the reply comes to. */
	shortCode: string;
	/** Who was asked, E.164. */
	to: string[];
	/** In ms since the epoch, as all times here. */
	askedAt: number;
	/** Until when it may still be being sent: n8n doesn't wait for the answer before that. */
	sentBy: number;
	/** Until when an answer counts; none: until it comes. */
	until?: number;
	/** Who has got the clarification; each person gets it once. */
	clarified?: string[];
}

/** AT&T takes 50 recipients a request; a question to more people than this is a broadcast. */
export const maxAsked = 500;

export const executionOf = ({ id }: Pick<Question, 'id'>): string => id.split('/')[0] ?? '';

/** No question takes longer to be sent. In ms, as is the leeway for clocks that differ. */
export const maxSendingMs = 3_600_000;

/** The latest time that a date can hold. */
const lastTime = 8.64e15;

const isTime = (value: unknown, latest = lastTime): value is number =>
	Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= latest;

const areNumbers = (value: unknown): value is string[] =>
	Array.isArray(value) &&
	value.length <= maxAsked &&
	value.every((number) => typeof number === 'string' && /^\+\d{9,15}$/.test(number));

/** Checks a question that came from outside. Undefined if it isn't one. */
export const readQuestion = (value: unknown): Question | undefined => {
	if (typeof value !== 'object' || value === null) return undefined;
	const { resumePath, shortCode, to, askedAt, sentBy, until, clarified } = value as Record<
		string,
		unknown
	>;
	if (!isResumePath(resumePath)) return undefined;
	if (typeof shortCode !== 'string' || !/^\d{3,8}$/.test(shortCode)) return undefined;
	const latest = Date.now() + maxSendingMs;
	if (!areNumbers(to) || to.length === 0) return undefined;
	if (!isTime(askedAt, latest) || !isTime(sentBy, latest)) return undefined;
	if (until !== undefined && !isTime(until)) return undefined;
	return {
		id: resumePath.slice(0, resumePath.indexOf('?')),
		resumePath,
		shortCode,
		to,
		askedAt,
		sentBy,
		...(until !== undefined && { until }),
		...(areNumbers(clarified) && clarified.length > 0 && { clarified }),
	};
};
