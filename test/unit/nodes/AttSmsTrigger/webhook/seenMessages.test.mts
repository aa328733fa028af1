import { createHash } from 'node:crypto';
import { createSeenMessages } from '../../../../../nodes/AttSmsTrigger/webhook/seenMessages.ts';

const print = (n: number) => createHash('sha256').update(String(n)).digest('hex');
const hour = 3_600_000;
const now = 1_700_000_000_000;

test('A message that was added is seen for 72 hours', () => {
	const seen = createSeenMessages();
	expect(seen.has(print(1), now)).toBe(false);
	seen.add(print(1), now);
	expect(seen.has(print(1), now + 72 * hour)).toBe(true);
	expect(seen.has(print(1), now + 72 * hour + 1)).toBe(false);
	expect(seen.has(print(2), now)).toBe(false);
});

test('Beyond 2,000 messages the oldest are forgotten, however many come', () => {
	const seen = createSeenMessages();
	for (let n = 0; n < 10_000; n++) seen.add(print(n), now + n);
	expect(seen.has(print(7999), now)).toBe(false);
	expect(seen.has(print(8000), now)).toBe(true);
	expect(seen.has(print(9999), now)).toBe(true);
});

test('Messages that were saved are there again when they are loaded', () => {
	const seen = createSeenMessages();
	for (let n = 0; n < 3000; n++) seen.add(print(n), now + n);
	const loaded = createSeenMessages();
	loaded.load(seen.save());
	expect(loaded.save()).toBe(seen.save());
	expect(loaded.has(print(2999), now)).toBe(true);
	expect(loaded.has(print(999), now)).toBe(false);
});

test('Messages that are loaded are added to those that are there', () => {
	const [one, other] = [createSeenMessages(), createSeenMessages()];
	one.add(print(1), now);
	other.add(print(2), now);
	one.load(other.save());
	one.load(other.save());
	expect([1, 2, 3].map((n) => one.has(print(n), now))).toEqual([true, true, false]);
	expect(Buffer.from(one.save(), 'base64')).toHaveLength(2 * 14);
});

test('A message that was removed isn’t seen, and not after loading either', () => {
	const seen = createSeenMessages();
	seen.add(print(1), now);
	seen.add(print(2), now);
	seen.remove(print(1));
	const loaded = createSeenMessages();
	loaded.load(seen.save());
	for (const messages of [seen, loaded]) {
		expect([1, 2].map((n) => messages.has(print(n), now))).toEqual([false, true]);
	}
});

test.each([undefined, null, 5, [], {}, 'x', '§§§', 'AAAA'])(
	'A value of %p in static data is ignored',
	(saved) => {
		const seen = createSeenMessages();
		seen.load(saved);
		expect(seen.save()).toBe('');
	},
);
