import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';

describe('A test file', () => {
	test('A test file knows where it is', () => {
		expect(readFileSync(fileURLToPath(import.meta.url), 'utf8')).toContain('knows where it is');
		expect(import.meta.filename).toBe(fileURLToPath(import.meta.url));
	});

	test('A test file loads modules on demand', async () => {
		const { gulp } = (await import('../../../package.json')).default.devDependencies;
		expect(gulp).toMatch(/^\d/);
	});

	test('Errors of Node’s own modules are errors in a test file too', async () => {
		const error = await new Promise((resolve) => {
			connect(1, '127.0.0.1').on('error', resolve);
		});
		expect(error instanceof Error).toBe(true);
		expect(error instanceof TypeError).toBe(false);
		expect({} instanceof Error).toBe(false);
	});

	test('Errors are reported at the line of their source', () => {
		const line = new Error('here').stack?.match(/transform\.test\.mts:(\d+)/)?.[1];
		const source = readFileSync(import.meta.filename, 'utf8').split('\n');
		expect(source[Number(line) - 1]).toContain("new Error('here')");
	});
});
