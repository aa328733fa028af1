import { deliveryOf } from '../../../../../nodes/AttSms/runtime/deliveries.ts';

const number = '+12065550100';
const of = (status: string, to = number) => ({ to, status });

describe('The delivery to a recipient', () => {
	test.each([
		[['DeliveredToNetwork', 'DeliveryUncertain'], 'DeliveryUncertain'],
		[['DeliveryUncertain', 'DeliveredToNetwork'], 'DeliveryUncertain'],
		[
			['DeliveredToTerminal', 'DeliveryNotificationNotSupported'],
			'DeliveryNotificationNotSupported',
		],
		[['DeliveredToTerminal', ''], 'DeliveredToTerminal'],
		[['', 'DeliveredToTerminal'], 'DeliveredToTerminal'],
		[['DeliveredToTerminal', 'DeliveryImpossible', 'DeliveredToNetwork'], 'DeliveryImpossible'],
	])('Of the statuses %j, the worst is %s', (statuses, worst) => {
		const deliveries = [of('Lost', '+12065550101'), ...statuses.map((status) => of(status))];
		expect(deliveryOf(deliveries, number, false)).toEqual(of(worst));
	});

	test('A status that names no address is that of the only recipient', () => {
		const nameless = [of('DeliveredToTerminal', '')];
		expect(deliveryOf(nameless, number, true)).toEqual(of('DeliveredToTerminal'));
		expect(deliveryOf(nameless, number, false)).toBeUndefined();
	});
});
