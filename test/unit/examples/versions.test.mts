import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AttSms } from '../../../nodes/AttSms/AttSms.node.ts';
import { AttSmsTrigger } from '../../../nodes/AttSmsTrigger/AttSmsTrigger.node.ts';

interface Example {
	nodes: Array<{ name: string; type: string; typeVersion: number }>;
}

const folder = join(import.meta.dirname, '../../../examples');
const newest: Record<string, number> = Object.fromEntries(
	[new AttSms(), new AttSmsTrigger()].map(({ description: { name, version } }) => [
		`n8n-nodes-att-sms.${name}`,
		Math.max(...[version].flat()),
	]),
);

test.each(readdirSync(folder))('The example %s has our nodes in their newest version', (name) => {
	const file = join(folder, name, 'workflow.json');
	const { nodes } = JSON.parse(readFileSync(file, 'utf8')) as Example;
	const own = nodes.filter(({ type }) => newest[type] !== undefined);
	expect(own).not.toEqual([]);
	expect(own.filter(({ type, typeVersion }) => typeVersion !== newest[type])).toEqual([]);
});
