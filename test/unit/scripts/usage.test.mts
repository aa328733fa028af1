import { CommandFailed, run } from '../../../scripts/lib/run.mts';

const commands: Record<string, string> = {
	'npm start': 'scripts/start.mts',
	'npm run sandbox': 'sandbox/main.mts',
	'npm run bench': 'test/bench/main.mts',
};

test.each(Object.entries(commands))(
	'%s, given an option that it doesn’t have, names it and shows its usage',
	async (command, script) => {
		const ended = run('node', ['scripts/bootstrap.mjs', script, '--wrong']);
		const failure = (await ended.catch((error: unknown) => error)) as CommandFailed;
		expect(failure).toBeInstanceOf(CommandFailed);
		expect(failure.output).toContain("'--wrong'");
		expect(failure.output).toMatch(new RegExp(`${command} \\[-- |--help`));
	},
);
