import { join } from 'node:path';

import { closeAll, fetchUrl, startClient } from './support/client.mts';
import { startProcess } from './support/processes.mts';

afterEach(closeAll);

const start = (...options: string[]) =>
	startProcess(join(import.meta.dirname, '../../../sandbox/main.mts'), ...options);

describe('The command npm run sandbox', () => {
	test('The command prints its URL, takes a text, and ends on Ctrl-C', async () => {
		const { child, ended, says, said } = start('--port', '0');
		const [, url = ''] = await says(/at (http:\S+)[\s\S]*Ctrl-C/);
		for (const word of ['sandbox-app-key', 'sandbox-app-secret', '22627000 (offline)']) {
			expect(said()).toContain(word);
		}
		const json = { from: '+12065550100', to: '22627000', message: 'Hello' };
		expect((await fetchUrl(`${url}/sandbox/texts`, { json })).http).toBe(201);
		child.kill('SIGINT');
		expect(await ended).toBe(0);
	});

	test('The command prints one sentence if its port is taken', async () => {
		const { sandbox } = await startClient();
		const { ended, said } = start('--port', String(sandbox.port));
		expect(await ended).toBe(1);
		expect(said()).toBe(`Port ${sandbox.port} is in use; choose another with --port.\n`);
	});

	test('The command prints its help, and rejects unknown options', async () => {
		const help = start('--help');
		expect(await help.ended).toBe(0);
		expect(help.said()).toContain('--port');
		const unknown = start('--frob');
		expect(await unknown.ended).toBe(1);
		expect(unknown.said()).toContain('--frob');
	});
});
