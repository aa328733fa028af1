import { isFinal, worseDelivery } from '../../../../../nodes/shared/protocol/deliveryInfo.ts';

const of = (status: string, to = '+12065550100') => ({ to, status });

test.each(['DeliveryNotificationNotSupported', 'deliverynotificationnotsupported'])(
	'The status %s is final, as nothing more will be known',
	(status) => {
		expect(isFinal(status)).toBe(true);
	},
);

describe('Two statuses for one recipient', () => {
	test.each([
		['DeliveredToTerminal', 'DeliveryImpossible', 'DeliveryImpossible'],
		['DeliveryImpossible', 'DeliveredToTerminal', 'DeliveryImpossible'],
		['DeliveredToTerminal', 'DeliveredToNetwork', 'DeliveredToNetwork'],
		['DeliveredToNetwork', 'DeliveryImpossible', 'DeliveryImpossible'],
		['DeliveredToTerminal', 'Lost', 'Lost'],
		['', 'DeliveredToTerminal', 'DeliveredToTerminal'],
	])('Of the statuses %j and %j, the worse one is kept: %j', (first, second, worse) => {
		expect(worseDelivery(of(first), of(second)).status).toBe(worse);
	});
});
