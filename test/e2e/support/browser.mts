import { existsSync } from 'node:fs';

import { type Browser, chromium, type Page } from 'playwright-core';

/** Where Debian and others put Chromium; `CHROMIUM` says otherwise. */
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** No sandbox of Chromium’s own, which root and containers lack; and nothing sent to its maker. */
const args = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	// No name is looked up: all that is to be reached is on this machine.
	'--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1',
];

/** Starts the machine’s own Chromium, headless. Throws where there is none. */
export const launchBrowser = async (): Promise<Browser> => {
	const executablePath = process.env.CHROMIUM ?? places.find((place) => existsSync(place));
	if (executablePath === undefined) {
		throw new Error('There is no Chromium: install Debian’s package chromium, or set CHROMIUM.');
	}
	return await chromium.launch({ executablePath, args, headless: true });
};

/** Gathers what a page complains of: console errors and warnings, uncaught errors, failed requests. */
export const complaintsOf = (page: Page): string[] => {
	const complaints: string[] = [];
	page.on('console', (message) => {
		if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
	});
	page.on('pageerror', (error) => complaints.push(String(error)));
	page.on('requestfailed', (request) => {
		complaints.push(`${request.url()}: ${request.failure()?.errorText}`);
	});
	return complaints;
};
