import fc from 'fast-check';

import {
	readAddress,
	readShortCodeAddress,
	telAddress,
} from '../../../../../nodes/shared/protocol/address.ts';
import { fixture } from '../../fixtures.mts';

/** A number of the North American Numbering Plan, ten digits. */
const tenDigits = fc.stringMatching(/^[2-9]\d{2}[2-9]\d{6}$/);

describe('Addresses', () => {
	test.each([
		['tel:+12065550100', '+12065550100'],
		['tel:12065550100', '+12065550100'],
		['tel:2065550100', '+12065550100'],
		['+12065550100', '+12065550100'],
		['12065550100', '+12065550100'],
		['2065550100', '+12065550100'],
		['TEL:+1 (206) 555-0100', '+12065550100'],
		[' tel:206.555.0100 ', '+12065550100'],
		['tel:+12065550100;phone-context=example.com', '+12065550100'],
		['tel%3A%2B12065550100', '+12065550100'],
		['tel%3a%2b12065550100', '+12065550100'],
		['tel%253A%252B12065550100', '+12065550100'],
		['%2B12065550100', '+12065550100'],
		['tel:+442079460958', '+442079460958'],
		['22627000', '22627000'],
		['short:22627000', '22627000'],
		['short%3A22627000', '22627000'],
		['tel:22627000', '22627000'],
		['12345', '12345'],
		['', ''],
		['tel:', ''],
		['AT&T', 'AT&T'],
		['tel:Alert', 'Alert'],
		['tel%3', 'tel%3'],
		['100%', '100%'],
		['1e10', '1e10'],
		['123456789', '123456789'],
		['+123', '+123'],
		['12345678901234567890', '12345678901234567890'],
	])('The address %j is read as %j', (address, expected) => {
		expect(readAddress(address)).toBe(expected);
	});

	test.each([
		['+22627012', '22627012'],
		['tel:+22627012', '22627012'],
		['tel:+226-27012', '22627012'],
		['short:226-27012', '22627012'],
		['+12065550100', '+12065550100'],
		['+STOP', '+STOP'],
	])('The short code %j is read as %j', (address, expected) => {
		expect(readShortCodeAddress(address)).toBe(expected);
	});

	test('The sender in AT&T’s page is read', () => {
		expect(readAddress(fixture('att-page/receive-sms.sender-address.txt'))).toBe('+16309700001');
	});

	test('All ways in which the gateway writes a number are read as the same number', () => {
		fc.assert(
			fc.property(tenDigits, (number) => {
				const plain = ['', '1', '+1'].flatMap((prefix) =>
					['', 'tel:'].map((scheme) => `${scheme}${prefix}${number}`),
				);
				const encoded = plain.map(encodeURIComponent);
				const twice = encoded.map(encodeURIComponent);
				const read = [...plain, ...encoded, ...twice].map(readAddress);
				expect(new Set(read)).toEqual(new Set([`+1${number}`]));
			}),
		);
	});

	test('The addresses that telAddress writes are read', () => {
		fc.assert(
			fc.property(tenDigits, (number) => {
				expect(readAddress(telAddress(`+1${number}`))).toBe(`+1${number}`);
			}),
		);
	});

	test('No address is an error', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (address) => {
				expect(typeof readAddress(address)).toBe('string');
			}),
		);
	});
});
