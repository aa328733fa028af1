import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode, INodeParameters } from 'n8n-workflow';

const folder = join(import.meta.dirname, '../../fixtures');

/** A file under test/fixtures, as text. */
export const fixture = (file: string): string => readFileSync(join(folder, file), 'utf8');

/** A JSON file under test/fixtures, parsed. */
export const jsonFixture = (file: string): unknown => JSON.parse(fixture(file));

const nodeOf = (
	name: string,
	type: string,
	typeVersion: number,
	parameters: INodeParameters,
): INode => ({
	id: '1',
	name,
	type,
	typeVersion,
	position: [0, 0],
	parameters,
});

/** The action in a workflow. */
export const actionNode = (parameters: INodeParameters = {}) =>
	nodeOf('AT&T SMS', 'attSms', 1, parameters);

/** The trigger in a workflow. */
export const triggerNode = (parameters: INodeParameters = {}) =>
	nodeOf('Trigger', 'attSmsTrigger', 1.1, parameters);
