import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../../scripts/lib/ports.mts';
import { spawnGroup, stopGroup } from '../../../../scripts/lib/processes.mts';
import { CommandFailed, run, runShown } from '../../../../scripts/lib/run.mts';

const failureOf = async (command: string, args: string[]): Promise<CommandFailed> =>
	await run(command, args).then(
		() => {
			throw new Error('It did not fail');
		},
		(error) => error as CommandFailed,
	);

describe('Run programs', () => {
	test('A program’s standard output is returned', async () => {
		expect(await run('echo', ['a', 'b'])).toBe('a b');
	});

	test('A program gets the environment it is given and no other', async () => {
		const { PATH = '' } = process.env;
		expect(await run('env', [], { env: { PATH, ONLY: 'this' } })).not.toContain('HOME=');
	});

	test('A program that fails throws an error with all that it printed', async () => {
		const failure = await failureOf('sh', ['-c', 'echo out; echo err >&2; exit 3']);
		expect(failure).toBeInstanceOf(CommandFailed);
		expect(failure.output).toBe('out\nerr');
		expect(failure.message).toContain('exit code 3');
	});

	test('A program that is missing throws ENOENT', async () => {
		expect(await failureOf('a-program-that-is-missing', [])).toMatchObject({ code: 'ENOENT' });
	});

	test('A program that is run shown resolves to its exit code', async () => {
		expect(await runShown('sh', ['-c', 'exit 4'])).toBe(4);
	});
});

test('Stopping a process group also ends what the program started', async () => {
	const child = spawnGroup('sh', ['-c', 'sleep 60 & echo $!; wait'], { stdout: 'pipe' });
	let printed = '';
	child.stdout?.on('data', (data) => (printed += String(data)));
	while (!printed.endsWith('\n')) await sleep(10);
	await stopGroup(child);
	expect(() => process.kill(Number(printed), 0)).toThrow('ESRCH');
});

test('Two free ports differ', async () => {
	expect(await freePort()).not.toBe(await freePort());
});
