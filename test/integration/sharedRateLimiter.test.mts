import { items, sending, setUp } from './support.mts';

test('Four runs side by side share the app’s rate limit, and each text is sent once', async () => {
	const perSecond = 25;
	const { sandbox, n8n } = await setUp({ throttlePerSecond: perSecond, latencyMs: 20 });
	await n8n.execute({ parameters: sending() });
	const startedAt = performance.now();

	await Promise.all(
		['a', 'b', 'c', 'd'].map((run) =>
			n8n.execute({
				items: items(...Array.from({ length: 50 }, (_, n) => ({ text: `${run}${n}` }))),
				parameters: sending({ message: '={{ $json.text }}' }),
			}),
		),
	);

	const seconds = (performance.now() - startedAt) / 1000;
	const texts = sandbox.history.accepted.map(({ message }) => message).slice(1);
	expect(texts).toHaveLength(200);
	expect(new Set(texts).size).toBe(200);
	const throttled = sandbox.history.rejected.length;
	expect(throttled).toBeLessThanOrEqual(100);
	// 8 s is the ideal. The machine may be busy: the unit tests measure the pace with a simulated clock.
	expect(seconds).toBeLessThan(16);
});
