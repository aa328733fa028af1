/** Questions come from outside: anyone may call the trigger’s webhook for them. */
import { readQuestion } from '../../../../../nodes/shared/questions/question.ts';

const now = Date.now();
const question = {
	resumePath: '7/node?by=text&signature=0',
	shortCode: '22627000',
	to: ['+12065550100'],
	askedAt: now,
	sentBy: now + 60_000,
	until: now + 3_600_000,
};

test('A question is read with its id', () => {
	expect(readQuestion(question)).toEqual({ id: '7/node', ...question });
});

test.each([
	{ askedAt: -5 },
	{ askedAt: now + 7_200_000 },
	{ sentBy: 9e15 },
	{ sentBy: now + 7_200_000 },
	{ until: 9e15 },
	{ until: -1 },
])('A question with a time that can’t be is rejected: %j', (times) => {
	expect(readQuestion({ ...question, ...times })).toBeUndefined();
});
