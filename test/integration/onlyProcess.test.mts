// Where n8n has one process alone, a poll need not ask the trigger’s own webhook what is open: each
// call costs n8n an expression engine of its own.
import { answer, openPolling, outputOf } from './support/conversation.mts';

const open = async (queueMode: boolean) => {
	const world = await openPolling({}, { queueMode });
	return {
		...world,
		/** How many calls of the trigger’s own webhook a poll of one text makes. */
		callsFor: async (text: string) => {
			const before = world.listener.arrived();
			world.text(text);
			expect((await world.poll()).map(({ message }) => message)).toEqual([text]);
			return world.listener.arrived() - before;
		},
	};
};

// In this order: what a process knows of itself, it knows for good.
test('In queue mode each page is handed to the process that takes questions, however many runs have ended', async () => {
	const { callsFor } = await open(true);
	for (const text of ['one', 'two', 'three']) expect(await callsFor(text)).toBe(1);
});

test('In a process that has run what a poll read, nothing is asked while no question is open', async () => {
	const { callsFor } = await open(false);
	expect(await callsFor('one')).toBe(1);
	for (const text of ['two', 'three']) expect(await callsFor(text)).toBe(0);
});

test('In such a process a reply to a question that is asked later is an answer', async () => {
	const { n8n, ask, text, poll, callsFor } = await open(false);
	expect(await callsFor('Hello')).toBe(0);
	const { id } = await ask();
	text('yes');
	expect(await poll()).toEqual([]);
	expect(outputOf(await n8n.resumed(id))).toEqual(answer({ approved: true, text: 'yes' }));
	expect(await callsFor('Thank you')).toBe(0);
});
