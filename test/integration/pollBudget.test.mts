import { openTestGateway, shortCode } from './support/testGateway.mts';

const texts = Array.from({ length: 9 }, (_, n) => `Text ${n}`);

test('A poll ends before n8n gives up on it, and the next one reads on', async () => {
	const { sandbox, n8n, close } = await openTestGateway(
		{ provider: 'att', apiVersion: '2' },
		{ pollBudgetMs: 6000 },
	);
	const trigger = await n8n.activate({ parameters: { receiveMode: 'polling', shortCode } });
	texts.forEach((message) => sandbox.text({ from: '+12065550100', to: shortCode, message }));
	const poll = async () =>
		((await trigger.attempt()).emitted?.[0] ?? []).map(({ json }) => json.message);

	// All pages take longer than the third of the time in which new ones are asked for.
	sandbox.configure({ inboxPageSize: 1, latencyMs: 300 });
	const first = await poll();
	expect(first.length).toBeGreaterThan(0);
	expect(first.length).toBeLessThan(texts.length);
	expect(sandbox.history.mo.filter(({ state }) => state === 'read')).toHaveLength(first.length);

	// A busy machine may need more than one poll for what is left.
	sandbox.configure({ latencyMs: 0 });
	const rest: unknown[] = [];
	while (sandbox.history.mo.some(({ state }) => state !== 'read')) rest.push(...(await poll()));
	expect([...first, ...rest]).toEqual(texts);
	await close();
});
