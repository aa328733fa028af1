import { type Editor, openEditor } from './editor.mts';
import { runningN8n, setUp, type Setup } from './setup.mts';

/** What the editor’s tests share: a sandbox with a credential for it, and the editor, signed in. */
export interface Used {
	setup: Setup;
	editor: Editor;
}

/**
 * Opens both before a file’s tests, and closes them after. Fails a test in which the editor logged
 * an error or a warning.
 */
export const useEditor = (): Used => {
	const used = {} as Used;
	beforeAll(async () => {
		const { url, owner } = runningN8n();
		used.setup = await setUp();
		used.editor = await openEditor(url, owner);
	});
	afterAll(async () => {
		await used.editor.close();
		await used.setup.close();
	});
	afterEach(() => expect(used.editor.complaints()).toEqual([]));
	return used;
};

/** How many of the node pictures in sight loaded, and how many did not. */
export const iconsOf = async ({ page }: Editor) => {
	const images = page.locator('[data-test-id="canvas-node"] img');
	await images.first().waitFor();
	const widths = await Promise.all(
		(await images.all()).map(
			async (image) => await image.evaluate((shown) => Number(Reflect.get(shown, 'naturalWidth'))),
		),
	);
	return { missing: widths.filter((width) => width === 0).length, loaded: widths.length };
};
