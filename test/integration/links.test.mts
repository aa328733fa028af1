/** Where the Docs links of nodes and credentials lead, as n8n’s editor builds them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeTypeDescription } from 'n8n-workflow';
import { typesFromPackage } from '../support/n8nTypes.mts';

const root = join(import.meta.dirname, '../..');
const repository = 'https://github.com/n8n-nodes-att-sms/n8n-nodes-att-sms';

/** The anchors that GitHub gives to the README’s headings. */
const anchors = readFileSync(join(root, 'README.md'), 'utf8')
	.split('\n')
	.filter((line) => /^#+ /.test(line))
	.map((line) =>
		line
			.replace(/^#+ /, '')
			.toLowerCase()
			.replace(/[^\w\- ]/g, '')
			.replaceAll(' ', '-'),
	);

const codexOf = (name: string) =>
	JSON.parse(readFileSync(join(root, `nodes/${name}/${name}.node.json`), 'utf8')) as {
		resources: Record<string, Array<{ url: string }>>;
	};

let descriptions: INodeTypeDescription[];
let credentialUrls: string[];
beforeAll(async () => {
	const { nodeTypes, credentialTypes, action, trigger } = await typesFromPackage(root);
	descriptions = [action, trigger].map(
		(name) => nodeTypes.getByNameAndVersion(String(name)).description,
	);
	credentialUrls = ['attOAuth2Api', 'attSmsWebhookAuthApi'].map((name) =>
		String(credentialTypes.get(name)?.documentationUrl),
	);
});

test('The Docs link of each node leads to its own section of the README', () => {
	expect(descriptions.map(({ documentationUrl }) => documentationUrl)).toEqual([
		`${repository}#send`,
		`${repository}#receive`,
	]);
	expect(anchors).toEqual(expect.arrayContaining(['send', 'receive']));
});

test('The Docs link of each credential leads to its own section of the README', () => {
	expect(credentialUrls).toEqual([
		`${repository}#credential`,
		`${repository}#webhook-authentication`,
	]);
	expect(anchors).toEqual(expect.arrayContaining(['credential', 'webhook-authentication']));
});

test.each(['AttSms', 'AttSmsTrigger'])(
	'The links in the codex of %s can take the query that n8n appends, and name no missing section',
	(name) => {
		const { primaryDocumentation = [], credentialDocumentation = [] } = codexOf(name).resources;
		for (const { url } of primaryDocumentation) expect(url).not.toMatch(/[?#]/);
		for (const { url } of credentialDocumentation) {
			expect(url).not.toContain('?');
			expect(anchors).toContain(new URL(url).hash.slice(1));
		}
	},
);
