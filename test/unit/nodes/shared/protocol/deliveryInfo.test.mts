import {
	deliveriesByRecipient,
	isFinal,
	worseDelivery,
} from '../../../../../nodes/shared/protocol/deliveryInfo.ts';

const of = (status: string, to = '+12065550100') => ({ to, status });

test.each(['DeliveryNotificationNotSupported', 'deliverynotificationnotsupported'])(
	'%s is final: nothing more will be known',
	(status) => {
		expect(isFinal(status)).toBe(true);
	},
);

describe('Of two statuses for one recipient', () => {
	test.each([
		['DeliveredToTerminal', 'DeliveryImpossible', 'DeliveryImpossible'],
		['DeliveryImpossible', 'DeliveredToTerminal', 'DeliveryImpossible'],
		['DeliveredToTerminal', 'DeliveredToNetwork', 'DeliveredToNetwork'],
		['DeliveredToNetwork', 'DeliveryImpossible', 'DeliveryImpossible'],
		['DeliveredToTerminal', 'Lost', 'Lost'],
		['', 'DeliveredToTerminal', 'DeliveredToTerminal'],
	])('%j and %j, the worse one is kept: %j', (first, second, worse) => {
		expect(worseDelivery(of(first), of(second)).status).toBe(worse);
		const both = deliveriesByRecipient([of(first), of(second)]);
		expect([...both.values()]).toEqual([of(worse)]);
	});
});

describe('A status that names no address', () => {
	test('is that of the only recipient', () => {
		const found = deliveriesByRecipient([of('DeliveredToTerminal', '')], ['+12065550100']);
		expect(found.get('+12065550100')).toEqual(of('DeliveredToTerminal'));
	});

	test('is not assigned in a message to several', () => {
		const found = deliveriesByRecipient([of('x', '')], ['+12065550100', '+12065550101']);
		expect([...found.keys()]).toEqual(['']);
	});
});

test('Recipients keep the order in which they first occur', () => {
	const found = deliveriesByRecipient([of('a', '2'), of('b', '1'), of('c', '2')]);
	expect([...found.keys()]).toEqual(['2', '1']);
});
