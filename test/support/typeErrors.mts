import { join } from 'node:path';
import ts from 'typescript';

import { byFullPath, root, type Additions } from './addedSources.mts';

/** What the compiler finds wrong in a module at the root of the repository, with these additions made. */
export const typeErrorsIn = (module: string, additions: Additions): string[] => {
	const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
	const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
	const host = ts.createCompilerHost({ ...options, types: ['node'] });
	const added = byFullPath({ ...additions, 'module.mts': module });
	const { fileExists, readFile } = host;
	host.fileExists = (file) => added.has(file) || fileExists(file);
	host.readFile = (file) => {
		const each = added.get(file);
		return typeof each === 'string' ? each : each ? each(readFile(file) ?? '') : readFile(file);
	};
	const file = join(root, 'module.mts');
	const program = ts.createProgram([file], { ...options, types: ['node'] }, host);
	return program
		.getSemanticDiagnostics(program.getSourceFile(file))
		.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
};
