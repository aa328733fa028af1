import { NodeHelpers } from 'n8n-workflow';
import { readShortCode } from '../../../../../nodes/shared/fields/shortCode.ts';
import { shortCodeNotice } from '../../../../../nodes/shared/fields/shortCodeField.ts';

/** Whether the editor shows the notice for a value of the field. */
const isMarked = (shortCode: string): boolean =>
	NodeHelpers.displayParameter({ shortCode }, shortCodeNotice('shortCode', {}), null, null);

const isRead = (shortCode: string): boolean => {
	try {
		readShortCode(shortCode, 'Short Code');
		return true;
	} catch {
		return false;
	}
};

test.each([
	'22627000',
	' 22627000 ',
	'226-27000',
	'226 27.000',
	'(226) 27000',
	'short:22627000',
	'SHORT:22627000',
	'sms:22627000',
	'tel:22627000',
	'"22627000"',
	'="22627000"',
	'22627000.0',
	'\u200e22627000',
	'226',
])('A short code that is read, written %j, is not marked in the panel', (shortCode) => {
	expect(isRead(shortCode)).toBe(true);
	expect(isMarked(shortCode)).toBe(false);
});

test.each(['my code', '12', '123456789', '+12065550100', '22627000, 22627012', '2262x', 'short:'])(
	'%j, which is refused as a short code, is marked in the panel',
	(shortCode) => {
		expect(isRead(shortCode)).toBe(false);
		expect(isMarked(shortCode)).toBe(true);
	},
);

test.each(['', ' ', '={{ $json.code }}'])('%j, not yet a value, is not marked', (shortCode) => {
	expect(isMarked(shortCode)).toBe(false);
});

test('A hostile value is matched in linear time', () => {
	const started = performance.now();
	for (const text of ['1'.repeat(100_000), '- '.repeat(50_000), '1-'.repeat(50_000) + 'x']) {
		isMarked(text);
	}
	expect(performance.now() - started).toBeLessThan(2_000);
});
