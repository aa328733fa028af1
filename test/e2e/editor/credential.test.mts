import { credentialData } from '../support/setup.mts';
import { useEditor } from '../support/useEditor.mts';

const used = useEditor();

test('The test of AT&T’s credential goes red, in AT&T’s words, and green', async () => {
	const { editor, setup } = used;
	const { appKey = '', appSecret = '', baseUrl } = credentialData(setup.sandbox);
	const form = await editor.newCredential('AT&T OAuth2 API');
	await editor.field('appKey').locator('input').fill(appKey);
	await editor.field('appSecret').locator('input').fill('wrong');
	await editor.field('baseUrl').locator('input').fill(baseUrl);
	await editor.saveCredential('red');
	await form.getByText('More details').click();
	await form.getByText('invalid_client').first().waitFor();

	await editor.field('appSecret').locator('input').fill(appSecret);
	await editor.saveCredential('green');
	await editor.page.keyboard.press('Escape');
});

test('The test of the webhook’s credential rejects a secret shorter than its help demands', async () => {
	const { editor } = used;
	const form = await editor.newCredential('AT&T SMS Webhook Auth API');
	const secret = editor.field('urlSecret').locator('input');
	await secret.fill('short');
	await editor.saveCredential('red');
	await form.getByText('More details').click();
	await form.getByText('needs at least 16').first().waitFor();

	await secret.fill('k9Tz4mQw7sLx2VbN');
	await editor.saveCredential('green');
	await editor.page.keyboard.press('Escape');
});
