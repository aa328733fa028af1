import { type Browser, type Locator, type Page, selectors } from 'playwright-core';
import type { Owner } from '../../../scripts/lib/n8n/client.mts';
import { complaintsOf, launchBrowser } from './browser.mts';

type Section = 'Actions' | 'Triggers';

/** How n8n begins the names of what it offers in each. */
const beginnings: Record<Section, RegExp> = { Actions: /^\s*(?!On )/, Triggers: /^\s*On / };

/** n8n’s editor in Chromium, as its owner sees it. */
export interface Editor {
	page: Page;
	/** What the editor’s pages complained of since the sign-in; an icon that is missing, too. */
	complaints(): string[];
	/** Opens a page of the editor’s by its path. */
	goto(path: string): Promise<void>;
	/** Opens a saved workflow, and waits for all of its nodes. */
	openWorkflow(id: string, nodeCount: number): Promise<void>;
	/** A node on the canvas. */
	node(name: string): Locator;
	/** Opens a node’s panel. */
	openNode(name: string): Promise<Locator>;
	closeNode(): Promise<void>;
	/** Adds a node by the picker: its name, then one of the actions or events that it offers. */
	addNode(name: string, section: Section, action: string): Promise<Locator>;
	/** Drags one of them from the picker onto the canvas, to a place in it; opens its panel. */
	dragNode(name: string, section: Section, action: string, place: Place): Promise<Locator>;
	/** The actions, or events, that the picker offers for a node. */
	offered(name: string, section: Section): Promise<string[]>;
	/** A field of the panel, or of the credential’s form, by its name. */
	field(name: string): Locator;
	/** Chooses an entry of a field that has a list. */
	choose(fieldName: string, option: string): Promise<void>;
	/** Opens a new credential’s form. */
	newCredential(type: string): Promise<Locator>;
	/** Saves the credential in the form, and waits for its test to have the outcome. */
	saveCredential(outcome: 'green' | 'red'): Promise<void>;
	close(): Promise<void>;
}

interface Place {
	x: number;
	y: number;
}

export interface EditorOptions {
	colorScheme?: 'light' | 'dark';
	viewport?: { width: number; height: number };
	/** Device pixels to a CSS pixel. */
	deviceScaleFactor?: number;
	/** The time that one step may take on a busy machine. */
	timeoutMs?: number;
}

/** Starts Chromium and signs in. */
export const openEditor = async (
	url: string,
	owner: Owner,
	{
		colorScheme = 'light',
		viewport = { width: 1440, height: 960 },
		deviceScaleFactor = 1,
		timeoutMs = 90_000,
	}: EditorOptions = {},
): Promise<Editor> => {
	selectors.setTestIdAttribute('data-test-id');
	const browser: Browser = await launchBrowser();
	const context = await browser.newContext({
		viewport,
		colorScheme,
		deviceScaleFactor,
		reducedMotion: 'reduce',
		locale: 'en-US',
	});
	context.setDefaultTimeout(timeoutMs);
	const page = await context.newPage();
	await page.goto(`${url}/signin`);
	await page.locator('input[type=email]').fill(owner.email);
	await page.locator('input[type=password]').fill(owner.password);
	await page.keyboard.press('Enter');
	await page.waitForURL(/home/);
	await page.waitForLoadState('networkidle');
	// Before the sign-in, the editor asks who it is, which is answered 401.
	const all = complaintsOf(page);
	page.on('response', (response) => {
		if (response.url().includes('/icons/') && !response.ok()) {
			all.push(`${response.url()}: ${response.status()}`);
		}
	});

	const id = (testId: string) => page.getByTestId(testId);
	const node = (name: string) =>
		page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	const panel = async (): Promise<Locator> => {
		const ndv = id('ndv');
		await ndv.waitFor();
		await ndv.getByTestId('node-parameters').waitFor();
		return ndv;
	};

	const goto = async (path: string) => {
		await page.waitForLoadState('networkidle');
		await page.goto(url + path);
	};

	/** Opens the picker at a node, and the section if it is closed. */
	const openPicker = async (name: string, section: Section) => {
		const first = id('canvas-add-button');
		const more = id('node-creator-plus-button');
		await first.or(more).first().waitFor();
		await ((await first.isVisible()) ? first : more).first().click();
		await id('node-creator-search-bar').fill(name);
		const found = itemNames().filter({ hasText: exactly(name) });
		await found.first().click();
		const category = id('node-creator-category-item').filter({ hasText: section });
		await category.waitFor();
		// What was found slides out while the node’s own entries slide in.
		await found.first().waitFor({ state: 'detached' });
		const inSection = itemNames().filter({ hasText: beginnings[section] });
		if (!(await inSection.first().isVisible())) await category.click();
		await inSection.first().waitFor();
		return inSection;
	};

	const itemNames = () => id('node-creator-item-name');

	const field = (name: string) => id(`parameter-input-${name}`);

	return {
		page,
		// A request that a page gives up when it is left is nothing to complain of.
		// And the editor asks npm about a community package, which these tests let nobody be asked.
		complaints: () =>
			all.filter((complaint) => !/net::ERR_(ABORTED|NAME_NOT_RESOLVED)/.test(complaint)),
		goto,
		node,
		async openWorkflow(workflowId, nodeCount) {
			await goto(`/workflow/${workflowId}`);
			await id('canvas-node')
				.nth(nodeCount - 1)
				.waitFor();
		},
		async openNode(name) {
			await node(name).dblclick();
			return await panel();
		},
		async closeNode() {
			await page.keyboard.press('Escape');
			await id('ndv').waitFor({ state: 'detached' });
		},
		async addNode(name, section, action) {
			const entries = await openPicker(name, section);
			await entries.filter({ hasText: exactly(action) }).click();
			return await panel();
		},
		async dragNode(name, section, action, targetPosition) {
			const entries = await openPicker(name, section);
			await entries.filter({ hasText: exactly(action) }).dragTo(id('canvas'), { targetPosition });
			return await panel();
		},
		async offered(name, section) {
			const entries = await openPicker(name, section);
			return (await entries.allInnerTexts()).map((text) => text.trim());
		},
		field,
		async choose(fieldName, option) {
			await field(fieldName).locator('input').first().click();
			await id('parameter-input-item').filter({ hasText: option, visible: true }).first().click();
		},
		async newCredential(type) {
			await goto('/home/credentials');
			await id('add-resource-credential').click();
			await id('new-credential-type-select').locator('input').fill(type);
			await id('new-credential-type-select-option').filter({ hasText: type }).first().click();
			await id('new-credential-type-button').click();
			const form = id('editCredential-modal');
			await form.getByTestId('credential-save-button').waitFor();
			return form;
		},
		async saveCredential(outcome) {
			const form = id('editCredential-modal');
			await form.getByTestId('credential-save-button').click();
			await form.getByText(outcomes[outcome]).waitFor();
		},
		async close() {
			await browser.close();
		},
	};
};

/** What the form says of a credential’s test. */
const outcomes = {
	green: 'Connection tested successfully',
	red: 'Couldn’t connect with these settings',
};

const exactly = (text: string) =>
	new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
