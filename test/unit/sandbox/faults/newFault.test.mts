// Adds a family of faults to the sources, as a contributor would, and looks at what follows from it.
import type * as z from 'zod/v4';

import type { Sandbox } from '../../../../sandbox/types.mts';
import { addLine, loadWith } from '../../../support/addedSources.mts';
import { typeErrorsIn } from '../../../support/typeErrors.mts';
import { fetchUrl } from '../support/client.mts';
import { renderFaults } from '../support/renderFaults.mts';

/** The one file. */
const family = `
	import * as z from 'zod/v4';
	import { defineFault } from './fault.mts';

	export const teaFaults = {
		teapot: defineFault({
			title: '418 I’m a teapot',
			description: 'The gateway brews no coffee.',
			processed: false,
			on: ['send', 'inbox'],
			options: { handle: z.enum(['left', 'right']).meta({ title: 'Handle' }) },
			apply: ({ fault, send }) => send(418, { 'X-Handle': fault.handle ?? 'left' }, ''),
		}),
	};
`;

interface Sources {
	startSandbox(): Promise<Sandbox>;
	faultKinds: string[];
	faultSchema: z.ZodType;
}

const added = {
	'sandbox/faults/tea.mts': family,
	'sandbox/faults/index.mts': addLine(
		"import { teaFaults } from './tea.mts';",
		'export const faultFamilies = {',
		'Tea: teaFaults,',
	),
};

describe('A new fault as one file and one line', () => {
	let sources: Sources;
	let sandbox: Sandbox;

	const listed = async () => (await fetchUrl(`${sandbox.url}/sandbox/`)).json;
	const arm = (fault: object) => fetchUrl(`${sandbox.url}/sandbox/faults`, { json: fault });
	const send = () =>
		fetchUrl(`${sandbox.url}/rest/sms/2/messaging/outbox`, {
			json: { Address: 'tel:+12065550100', Message: 'Hello' },
			headers: { authorization: `Bearer ${sandbox.grantToken().accessToken}` },
		});

	beforeAll(async () => {
		sources = await loadWith<Sources>(
			added,
			`
				export { startSandbox } from './sandbox/index.mts';
				export { faultKinds, faultSchema } from './sandbox/faults/index.mts';
			`,
		);
		sandbox = await sources.startSandbox();
	});
	afterEach(() => sandbox.reset());
	afterAll(async () => await sandbox.close());

	test('A new fault is among the kinds of faults', () => {
		expect(sources.faultKinds).toContain('teapot');
	});

	test('The kind and the options of a new fault are in the type of a fault', () => {
		const module = `
			import type { ClientSaw, Fault } from './sandbox/types.mts';
			export const right: Fault = { on: 'send', kind: 'teapot', handle: 'left' };
			export const saw: ClientSaw = 'teapot';
			// @ts-expect-error
			export const wrong: Fault = { on: 'send', kind: 'teapot', handle: 'top' };
		`;
		expect(typeErrorsIn(module, added)).toEqual([]);
	});

	test('The control API lists a new fault with its family, texts, targets and options', async () => {
		const { faults } = await listed();
		expect(faults.find(({ kind }: { kind: string }) => kind === 'teapot')).toMatchObject({
			family: 'Tea',
			title: '418 I’m a teapot',
			description: 'The gateway brews no coffee.',
			on: ['send', 'inbox'],
			processed: false,
			either: false,
			body: {
				properties: {
					on: { enum: ['send', 'inbox'] },
					handle: { enum: ['left', 'right'], title: 'Handle' },
				},
			},
		});
	});

	test('The page has a switch for a new fault, with its options, where it can be set', async () => {
		const page = await renderFaults(await listed());
		expect(page).toContain('<h3>Tea</h3>');
		expect(page).toContain('418 I’m a teapot');
		expect(page).toContain('The gateway brews no coffee.');
		expect(page).toMatch(/<select[^>]*id="fault-teapot-handle"/);
	});

	test.each([
		['an option that it has', { on: 'send', handle: 'right' }, 201],
		['no option', { on: 'inbox' }, 201],
		['an impossible value', { on: 'send', handle: 'top' }, 400],
		['an option that it lacks', { on: 'send', lid: true }, 400],
		['an operation that it isn’t for', { on: 'status' }, 400],
		['the other order of processing', { on: 'send', processed: true }, 400],
	])('The control API answers correctly to a new fault with %s', async (_, fault, http) => {
		expect((await arm({ kind: 'teapot', ...fault })).http).toBe(http);
		expect(sandbox.faults).toHaveLength(http === 201 ? 1 : 0);
	});

	test('A request with a new fault gets its answer, and the next request the usual one', async () => {
		await arm({ kind: 'teapot', on: 'send', handle: 'right' });
		const answer = await send();
		expect(answer.http).toBe(418);
		expect(answer.headers).toMatchObject({ 'x-handle': 'right' });
		expect(sandbox.history.rejected).toMatchObject([{ reason: 'fault teapot' }]);
		expect(sandbox.history.accepted).toEqual([]);
		expect(sandbox.history.wire).toMatchObject([{ http: 418, fault: 'teapot' }]);
		expect((await send()).http).toBe(201);
	});
});
