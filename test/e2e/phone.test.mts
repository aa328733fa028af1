import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { fetch } from 'undici';

import { startSandbox } from '../../sandbox/index.mts';
import type { Sandbox } from '../../sandbox/types.mts';
import { mobiles } from '../support/mobile.mts';
import { complaintsOf, launchBrowser } from './support/browser.mts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const mobile = '+12065550100';
const offlineCode = '22627000';
const onlineCode = '22627012';
const views = ['phones', 'codes', 'faults', 'burst', 'wire', 'settings'] as const;

let browser: Browser;
let sandbox: Sandbox;
let page: Page;
let complaints: string[];

beforeAll(async () => {
	browser = await launchBrowser();
});
afterAll(async () => await browser.close());
beforeEach(async () => {
	sandbox = await startSandbox({ deliveryDelayMs: 'manual' });
});
afterEach(async () => {
	await page.context().close();
	await sandbox.close();
	expect(complaints).toEqual([]);
});

interface Look {
	width?: number;
	colorScheme?: 'light' | 'dark';
	view?: (typeof views)[number];
}

const open = async ({ width = 1280, colorScheme = 'light', view = 'phones' }: Look = {}) => {
	const viewport = { width, height: 800 };
	const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
	page = await context.newPage();
	complaints = complaintsOf(page);
	await page.goto(`${sandbox.url}/#${view}`);
	await page.getByText('Live', { exact: true }).waitFor();
};

/** What a workflow does: a request with a token. */
const ask = async (path: string, json?: unknown) => {
	const { accessToken } = sandbox.grantToken();
	const answer = await fetch(sandbox.url + path, {
		method: json === undefined ? 'GET' : 'POST',
		headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
		body: json === undefined ? undefined : JSON.stringify(json),
	});
	return { http: answer.status, json: (await answer.json()) as any };
};

const send = (Address: unknown, Message: string, more = {}) =>
	ask('/rest/sms/2/messaging/outbox', { Address, Message, ...more });
const readInbox = () => ask(`/rest/sms/2/messaging/inbox?RegistrationID=${offlineCode}`);

const handset = () => page.getByRole('region', { name: 'Texts on this phone' });
const bubble = (text: string) => handset().getByRole('listitem').filter({ hasText: text });
const announced = () => page.locator('#announcer');
const view = async (name: string) =>
	await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name }).click();

describe('Texting', () => {
	test('A text from the phone shows as a bubble, and its state as it changes', async () => {
		await open();
		await page.getByLabel('Text to the short code').fill('Grüße 👋');
		await page.getByText('UCS-2 · 8/70 · 1 segment').waitFor();
		await page.keyboard.press('Enter');
		const own = bubble('Grüße 👋');
		await own.getByText('Waiting in the inbox').waitFor();
		await own.getByText('UCS-2, 1 segment').waitFor();
		await own.getByText(`to ${offlineCode}`, { exact: true }).waitFor();
		expect(sandbox.history.mo).toMatchObject([
			{ from: mobile, to: offlineCode, message: 'Grüße 👋', state: 'waiting' },
		]);
		expect(await page.getByLabel('Text to the short code').inputValue()).toBe('');

		await readInbox();
		await own.getByText('Read from the inbox').waitFor();
	});

	test('A text to the phone shows its delivery as it goes', async () => {
		await open();
		const { json } = await send([`tel:${mobile}`, 'tel:+12065550101'], 'a'.repeat(200));
		const theirs = bubble('aaa');
		await theirs.getByText('DeliveredToNetwork', { exact: true }).first().waitFor();
		await theirs.getByText('GSM-7, 2 segments').waitFor();
		await announced().getByText('New text on +1 206-555-0100').waitFor({ state: 'attached' });
		sandbox.setStatus(json.Id, mobile, 'DeliveredToTerminal');
		await theirs.getByText('DeliveredToTerminal', { exact: true }).first().waitFor();

		// The other phone has come into the list, with one unread, and its own status.
		const other = page.getByRole('button', { name: '+1 206-555-0101' });
		await other.getByText('1 new').waitFor();
		await other.click();
		await page.getByRole('heading', { name: '+1 206-555-0101' }).waitFor();
		await bubble('aaa').getByText('DeliveredToNetwork', { exact: true }).first().waitFor();
		expect(await other.getByText('1 new').count()).toBe(0);
	});

	test('Any number can text, to either short code', async () => {
		await open();
		await page.getByLabel('Number of a phone to open').fill('206-555-014');
		await page.getByRole('button', { name: 'Open' }).click();
		await page.getByText('A US number has ten digits').waitFor();
		await page.getByLabel('Number of a phone to open').fill('(206) 555-0142');
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { name: '+1 206-555-0142' }).waitFor();
		await page.getByLabel('To', { exact: true }).selectOption(onlineCode);
		await page.getByLabel('Text to the short code').fill('one\ntwo');
		await page.getByRole('button', { name: 'Send the text' }).click();
		await bubble('one').getByText('No listener yet').waitFor();
		expect(sandbox.history.mo).toMatchObject([
			{ from: '+12065550142', to: onlineCode, message: 'one\ntwo' },
		]);
	});

	test('Phones are found by number and by text', async () => {
		for (const from of mobiles(30).slice(10)) {
			const message = `Text ${from === '+12065550117' ? 'Needle' : 'hay'}`;
			sandbox.text({ from, to: offlineCode, message });
		}
		await open();
		const rows = page.getByRole('list', { name: 'Phones that wrote' }).getByRole('button');
		const sought = page.getByLabel('Find a phone by number or text');
		expect(await rows.count()).toBe(20);
		await sought.fill('needle');
		expect(await rows.allTextContents()).toEqual([expect.stringContaining('206-555-0117')]);
		await sought.fill('555-0129');
		expect(await rows.allTextContents()).toEqual([expect.stringContaining('206-555-0129')]);
		await sought.fill('nowhere');
		await page.getByText('No such phone.').waitFor();
		await sought.fill('');
		expect(await rows.count()).toBe(20);
	});

	test('A hostile text is shown as text', async () => {
		await open();
		const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>&amp;';
		sandbox.text({ from: mobile, to: offlineCode, message: hostile });
		await send(`tel:${mobile}`, hostile);
		await handset().getByText(hostile, { exact: true }).nth(1).waitFor();
		await view('Wire');
		await page.locator('#wire summary').first().click();
		await page.locator('#wire pre.body').first().getByText('onerror').waitFor();
		expect(await page.title()).toBe('SMS sandbox');
		expect(await page.locator('img[src=x], main script').count()).toBe(0);
	});

	test('A status is set by hand, and so is what becomes of texts to this phone', async () => {
		await open();
		await send(`tel:${mobile}`, 'first');
		await bubble('first').getByText('Details').click();
		await bubble('first').getByLabel('Status', { exact: true }).selectOption('DeliveryImpossible');
		await bubble('first').getByRole('button', { name: 'Set' }).click();
		await bubble('first').locator('.bubble-state').getByText('DeliveryImpossible').waitFor();
		expect(sandbox.history.accepted[0]?.deliveries[0]?.status).toBe('DeliveryImpossible');

		await page.getByLabel('Texts to this phone').selectOption('are rejected: SVC0004');
		await expectSoon(() => sandbox.settings.badNumbers, [{ number: mobile, code: 'SVC0004' }]);
		expect(await send(`tel:${mobile}`, 'second')).toMatchObject({ http: 400 });
		await page.getByLabel('Texts to this phone').selectOption('are delivered');
		await expectSoon(() => sandbox.settings.badNumbers, []);
		expect(await send(`tel:${mobile}`, 'third')).toMatchObject({ http: 201 });
	});

	test('Texts from before the page was opened are shown, and none after a reset', async () => {
		sandbox.text({ from: mobile, to: offlineCode, message: 'before' });
		await open();
		await bubble('before').waitFor();
		await view('Settings');
		page.once('dialog', (dialog) => void dialog.dismiss());
		await page.getByRole('button', { name: 'Forget everything' }).click();
		expect(sandbox.history.mo).toHaveLength(1);
		page.once('dialog', (dialog) => void dialog.accept());
		await page.getByRole('button', { name: 'Forget everything' }).click();
		await page.getByText('No texts on this phone yet.').waitFor();
		expect(sandbox.history.mo).toEqual([]);
	});
});

/** Waits until the sandbox has the expected value. */
const expectSoon = async (value: () => unknown, expected: unknown) => {
	const asText = JSON.stringify(expected);
	await sandbox.until(() => JSON.stringify(value()) === asText);
};

describe('Steering the gateway', () => {
	test('A fault that is switched on is applied, is announced, and goes off by itself', async () => {
		await open({ view: 'faults' });
		const fault = page.getByRole('switch', { name: '503 Service Unavailable' });
		await fault.click();
		await page.getByRole('list', { name: 'Faults in force' }).getByText('Send: 503').waitFor();
		expect(await fault.isChecked()).toBe(true);
		expect(await send(`tel:${mobile}`, 'struck')).toMatchObject({ http: 503 });
		await announced()
			.getByText('Fault 503 Service Unavailable struck Send.')
			.waitFor({ state: 'attached' });
		await page.locator('[role=switch]:checked').waitFor({ state: 'detached' });
		expect(await send(`tel:${mobile}`, 'sent')).toMatchObject({ http: 201 });

		await view('Wire');
		const exchanges = page.getByRole('list', { name: 'Exchanges, newest first' });
		await exchanges.getByText('fault: 503 Service Unavailable').waitFor();
		await exchanges.locator('summary').nth(1).waitFor();
		expect(await exchanges.locator('summary').count()).toBe(2);
		await page.getByLabel('Only faults and errors').check();
		expect(await exchanges.locator('summary').count()).toBe(1);
	});

	test('Every fault of every operation has a switch', async () => {
		await open({ view: 'faults' });
		await page.getByRole('switch').first().waitFor();
		const { json } = await ask('/sandbox/');
		for (const operation of ['Token', 'Send', 'Status', 'Inbox', 'Callback']) {
			await page.getByLabel('Applies to').selectOption(operation);
			const expected = json.faults.filter(({ on }: { on: string[] }) =>
				on.includes(operation.toLowerCase()),
			);
			expect(await page.getByRole('switch').count()).toBe(expected.length);
		}
	});

	test('A fault with its options is switched on and off by keyboard', async () => {
		await open({ view: 'faults' });
		await page.getByLabel('Applies to').selectOption('Inbox');
		await page.getByLabel('How often').fill('');
		await page.getByLabel('Let through first').fill('2');
		const row = page.getByRole('listitem').filter({ hasText: '403 Throttled' });
		await row.getByText('Options').click();
		await row.getByLabel('Retry-After').fill('7');
		await row.getByLabel('Processed first').check();
		const fault = page.getByRole('switch', { name: '403 Throttled' });
		await fault.focus();
		await page.keyboard.press('Space');
		await sandbox.until(() => sandbox.faults.length === 1);
		expect(sandbox.faults).toMatchObject([
			{
				on: 'inbox',
				kind: 'throttle',
				skip: 2,
				times: Infinity,
				retryAfter: 7,
				processed: true,
			},
		]);
		await page.getByText('on until switched off, after 2 requests').first().waitFor();
		await page.keyboard.press('Space');
		await sandbox.until(() => sandbox.faults.length === 0);
	});

	test('A setting holds at once, and an impossible one shows an error and is taken back', async () => {
		await open({ view: 'settings' });
		await page.getByLabel('Requests per second').fill('5');
		await page.keyboard.press('Tab');
		await sandbox.until(() => sandbox.settings.throttlePerSecond === 5);
		await page.getByLabel('Requests per second').fill('');
		await page.keyboard.press('Tab');
		await sandbox.until(() => sandbox.settings.throttlePerSecond === null);

		const size = page.getByLabel('Messages in a page');
		await size.fill('0');
		// The rejection is a 400, which Chromium also writes into the console.
		await page.keyboard.press('Tab');
		await page.locator('#problem').getByText('inboxPageSize').waitFor();
		expect(await size.inputValue()).toBe('100');
		expect(sandbox.settings.inboxPageSize).toBe(100);
		expect(complaints.splice(0)).toEqual([expect.stringContaining('400 (Bad Request)')]);

		sandbox.configure({ latencyMs: 12 });
		const latency = page.getByLabel('Latency of responses, ms');
		await page.waitForFunction(
			(input) => (input as unknown as { value: string }).value === '12',
			await latency.elementHandle(),
		);
	});

	test('A short code shows how many messages wait, and takes a listener', async () => {
		await open({ view: 'codes' });
		sandbox.text({ from: mobile, to: offlineCode, message: 'waits' });
		const offline = page.getByRole('listitem').filter({ hasText: offlineCode });
		await offline.getByText('1 waiting. Never read yet.').waitFor();
		await readInbox();
		await offline.getByText('0 waiting, 1 read. Last read').waitFor();

		const online = page.getByRole('listitem', { name: onlineCode });
		const url = `${sandbox.url}/nobody-listens`;
		await online.getByLabel('Listener for messages').fill(url);
		await online.getByRole('button', { name: 'Save' }).click();
		await online.getByText('Done.').waitFor();
		sandbox.text({ from: mobile, to: onlineCode, message: 'posted' });
		await bubble('posted').getByText('Tried 1 time: 404').waitFor();
	});

	test('Apps and short codes are added, suspended and removed by forms', async () => {
		await open({ view: 'codes' });
		await page.locator('summary').getByText('Add an app').click();
		const add = page.getByRole('group').filter({ has: page.getByText('Add an app') });
		await add.getByLabel('App Key').fill('second-key');
		await add.getByLabel('App Secret').fill('second-secret');
		await page.keyboard.press('Enter');
		const app = page.getByRole('region', { name: 'App second-key' });
		await app.getByText('Change the app').click();
		await app.getByLabel('Short code', { exact: true }).fill('33333');
		await app.getByLabel('Mode').selectOption('offline');
		await app.getByRole('button', { name: 'Add a short code' }).click();
		await app.getByText('33333 (offline)').waitFor();
		await page.getByLabel('To', { exact: true }).selectOption('33333');
		expect(sandbox.apps[1]).toMatchObject({
			appSecret: 'second-secret',
			shortCodes: [{ shortCode: '33333', mode: 'offline' }],
		});
		await app.getByRole('button', { name: 'Suspend the app' }).click();
		await app.getByRole('heading', { name: 'second-key (suspended)' }).waitFor();
		await app.getByRole('button', { name: 'Resume the app' }).click();
		await app.getByRole('heading', { name: 'second-key', exact: true }).waitFor();
		await app.getByRole('listitem', { name: '33333' }).getByText('Remove').click();
		await app.getByRole('button', { name: 'Remove an app' }).click();
		await app.waitFor({ state: 'detached' });
		expect(sandbox.apps).toHaveLength(1);
	});

	test('The clock is moved forward, and set to a time, even an earlier one', async () => {
		await open({ view: 'settings' });
		await page.getByLabel('Hours').fill('2');
		await page.getByLabel('Minutes').fill('30');
		const before = sandbox.now();
		await page.getByRole('button', { name: 'Move the clock forward' }).click();
		await sandbox.until(() => sandbox.now() - before >= 9_000_000);
		await page.getByLabel('Time', { exact: true }).fill('2020-02-29T12:34:56');
		await page.getByRole('button', { name: 'Set the clock' }).click();
		await page.getByText("The sandbox's time is Feb 29, 12:34:").waitFor();
		expect(new Date(sandbox.now()).getFullYear()).toBe(2020);
	});

	test('A request is copied as a curl command, without its token', async () => {
		await open({ view: 'wire' });
		await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
		await send(`tel:${mobile}`, "It's me");
		await page.locator('#wire summary').click();
		await page.getByRole('button', { name: 'Copy as curl' }).click();
		await announced().getByText('Copied.').waitFor({ state: 'attached' });
		const copied = await page.evaluate<string>('navigator.clipboard.readText()');
		expect(copied).toContain(`curl -X POST '${sandbox.url}/rest/sms/2/messaging/outbox'`);
		expect(copied).toContain("-H 'authorization: Bearer ***'");
		expect(copied).toContain(`--data-raw '{"Address":"tel:${mobile}","Message":"It'\\''s me"}'`);
	});

	test('A burst comes from as many numbers as asked for, sends all of its texts, and shows how far it is', async () => {
		await open({ view: 'burst' });
		await page.getByLabel('Numbers', { exact: true }).fill('7');
		await page.getByLabel('Texts a second').fill('200');
		await page.getByLabel('Texts in all').fill('60');
		await page.getByRole('button', { name: 'Start' }).click();
		await page.getByText('60 of 60 texts sent. Done.').first().waitFor();
		expect(await page.getByRole('progressbar').evaluate((bar) => Reflect.get(bar, 'value'))).toBe(
			60,
		);
		const { mo } = sandbox.history;
		expect(mo.map(({ message }) => message)).toEqual(
			Array.from({ length: 60 }, (_, index) => `Burst text ${index + 1}`),
		);
		expect(new Set(mo.map(({ from }) => from)).size).toBe(7);
		await page.getByText('0 read or acknowledged, 60 waiting.').waitFor();
		await readInbox();
		await page.getByText('60 read or acknowledged, 0 waiting.').waitFor();
	});

	test('A burst can be stopped', async () => {
		await open({ view: 'burst' });
		await page.getByLabel('Texts a second').fill('1');
		await page.getByLabel('Texts in all').fill('10000');
		await page.getByRole('button', { name: 'Start' }).click();
		await sandbox.until(({ mo }) => mo.length > 0);
		await page.getByRole('button', { name: 'Stop' }).click();
		await page.getByText('of 10,000 texts sent, then stopped.').first().waitFor();
		expect(sandbox.history.mo.length).toBeLessThan(10_000);
		expect(await page.getByRole('button', { name: 'Start' }).isEnabled()).toBe(true);
	});

	test('The log of the wire hides secrets', async () => {
		await open({ view: 'wire' });
		const { appKey = '', appSecret = '' } = sandbox.apps[0] ?? {};
		const form = { grant_type: 'client_credentials', scope: 'SMS' };
		const answer = await fetch(`${sandbox.url}/oauth/v4/token`, {
			method: 'POST',
			body: new URLSearchParams({ ...form, client_id: appKey, client_secret: appSecret }),
		});
		const { access_token: token } = (await answer.json()) as { access_token: string };
		await page.getByText('POST /oauth/v4/token').waitFor();
		await page.locator('#wire summary').click();
		await page.locator('#wire pre').getByText('client_secret=***').waitFor();
		const html = await page.content();
		expect(html).toContain(appKey);
		expect(html).not.toContain(appSecret);
		expect(html).not.toContain(token);
	});
});

describe('For all users', () => {
	/** What axe finds, in a line each. */
	const violations = async (): Promise<string[]> => {
		await page.evaluate(axe);
		const results = await page.evaluate<AxeResults>('axe.run({ resultTypes: ["violations"] })');
		return results.violations.flatMap(({ id, nodes }) =>
			nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`),
		);
	};

	const fill = async () => {
		sandbox.text({ from: mobile, to: offlineCode, message: 'Hello' });
		const { json } = await send(`tel:${mobile}`, 'Hello back');
		sandbox.setStatus(json.Id, null, 'DeliveredToTerminal');
		await send([`tel:${mobile}`, 'tel:+12065550101'], 'On its way');
		sandbox.fault({ on: 'send', kind: '500' });
		await send(`tel:${mobile}`, 'connectionRefused');
		sandbox.fault({ on: 'send', kind: 'timeoutAfter', times: 3 });
	};

	test.each(
		(['light', 'dark'] as const).flatMap((colorScheme) =>
			[360, 1280].map((width) => ({ colorScheme, width })),
		),
	)('The tool axe finds nothing: $colorScheme, $width px', async ({ colorScheme, width }) => {
		await fill();
		await open({ colorScheme, width });
		expect(await violations()).toEqual([]);
		await page.getByRole('button', { name: '+1 206-555-0100' }).click();
		await bubble('Hello back').getByText('Details').click();
		for (const name of views) {
			await page.goto(`${sandbox.url}/#${name}`);
			await page.locator(`body[data-view=${name}]`).waitFor();
			if (name === 'wire') await page.locator('#wire summary').first().click();
			if (name === 'faults') await page.getByText('Options of 500').click();
			if (name === 'codes') {
				for (const form of await page.locator('.panel:visible summary').all()) await form.click();
			}
			expect(await violations()).toEqual([]);
			const { scrolls, fits } = await page.evaluate<{ scrolls: number; fits: number }>(
				'({ scrolls: document.documentElement.scrollWidth, fits: innerWidth })',
			);
			expect(scrolls).toBeLessThanOrEqual(fits);
		}
	});

	test('The phones are reached, opened and texted from by keyboard alone', async () => {
		mobiles(3).forEach((from, n) => sandbox.text({ from, to: offlineCode, message: `from ${n}` }));
		await open({ width: 360 });
		const current = page.locator('#phone-list [aria-current]');
		await current.focus();
		await page.keyboard.press('End');
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { name: '+1 206-555-0100' }).waitFor();
		await bubble('from 0').waitFor();
		const focused = () => page.evaluate<string>('document.activeElement.id');
		expect(await focused()).toBe('handset-title');
		for (let tabs = 0; (await focused()) !== 'text' && tabs < 20; tabs++) {
			await page.keyboard.press('Tab');
		}
		await page.keyboard.type('one');
		await page.keyboard.press('Shift+Enter');
		await page.keyboard.type('two');
		await page.keyboard.press('Enter');
		await sandbox.until(({ mo }) => mo.at(-1)?.message === 'one\ntwo');
		await page.getByRole('button', { name: 'All phones' }).focus();
		await page.keyboard.press('Enter');
		await current.waitFor();
		expect(await current.evaluate((row) => row.matches(':focus'))).toBe(true);
	});

	test('The page finds the sandbox again', async () => {
		const { port } = sandbox;
		await open();
		await sandbox.close();
		await page.getByText('Connecting…').waitFor();
		sandbox = await startSandbox({ port });
		sandbox.text({ from: mobile, to: offlineCode, message: 'after the restart' });
		await page.getByText('Live', { exact: true }).waitFor();
		await bubble('after the restart').waitFor();
		// Chromium complains of each attempt to connect that failed, and of nothing else.
		for (const complaint of complaints.splice(0)) expect(complaint).toContain('net::ERR_');
	});
});
