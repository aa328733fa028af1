import { createSenders } from '../../../../nodes/AttSmsTrigger/senders.ts';

const limit = { messages: 2, minutes: 10 };
const hourMs = 3_600_000;

test('A limit doesn’t last longer because the clock was set back', () => {
	const senders = createSenders();
	const consume = (now: number) => senders.consume('a', limit, { now, sentSince: now }).verdict;
	const before = 100 * hourMs;
	expect([consume(before), consume(before), consume(before)]).toEqual(['pass', 'pass', 'notify']);
	const after = before - 24 * hourMs;
	consume(after);
	expect(consume(after + 20 * 60_000)).toBe('pass');
});
