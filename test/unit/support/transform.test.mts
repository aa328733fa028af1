import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';

describe('a test file', () => {
	test('knows where it is', () => {
		expect(readFileSync(fileURLToPath(import.meta.url), 'utf8')).toContain('knows where it is');
		expect(import.meta.filename).toBe(fileURLToPath(import.meta.url));
	});

	test('loads modules on demand', async () => {
		const { gulp } = (await import('../../../package.json')).default.devDependencies;
		expect(gulp).toMatch(/^\d/);
	});

	test("takes errors of Node's own modules for errors", async () => {
		const error = await new Promise((resolve) => {
			connect(1, '127.0.0.1').on('error', resolve);
		});
		expect(error instanceof Error).toBe(true);
		expect(error instanceof TypeError).toBe(false);
		expect({} instanceof Error).toBe(false);
	});

	test('reports errors at the line of its source', () => {
		const line = new Error('here').stack?.match(/transform\.test\.mts:(\d+)/)?.[1];
		const source = readFileSync(import.meta.filename, 'utf8').split('\n');
		expect(source[Number(line) - 1]).toContain("new Error('here')");
	});
});
