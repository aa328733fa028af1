/** The open questions are stored with the workflow, so that they must not grow without end. */
import { addQuestion } from '../../../../../nodes/AttSmsTrigger/questions/openQuestions.ts';
import type { Question } from '../../../../../nodes/shared/questions/question.ts';
import { mobiles } from '../../../../support/mobile.mts';

const now = Date.now();
const question = (n: number, more: Partial<Question> = {}): Question => ({
	id: `${n}/node`,
	resumePath: `${n}/node?signature=0`,
	shortCode: '22627000',
	to: ['+12065550100'],
	askedAt: now,
	sentBy: now,
	...more,
});

const acceptedOf = (count: number, more: Partial<Question> = {}) => {
	const open = new Map<string, Question>();
	const answers = Array.from({ length: count }, (_, n) => addQuestion(open, question(n, more)));
	return answers.filter(Boolean).length;
};

test('A trigger accepts 500 questions', () => {
	expect(acceptedOf(600)).toBe(500);
});

test('Large questions are accepted up to a megabyte', () => {
	const large = { to: mobiles(500), resumePath: `1/node?${'a'.repeat(4000)}` };
	expect(acceptedOf(600, large)).toBeLessThan(100);
});

test('Questions that are being sent leave room for others', () => {
	expect(acceptedOf(600, { sentBy: now + 3_000_000 })).toBeLessThan(450);
});
