import { deliveryOf } from '../../../../../nodes/AttSms/runtime/deliveries.ts';

const number = '+12065550100';
const of = (status: string, to = number) => ({ to, status });

describe('deliveryOf', () => {
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
	])('gives the worst status of %j: %s', (statuses, worst) => {
		const deliveries = [of('Lost', '+12065550101'), ...statuses.map((status) => of(status))];
		expect(deliveryOf(deliveries, number, false)).toEqual(of(worst));
	});

	test('takes a status that names no address for that of the only recipient', () => {
		const nameless = [of('DeliveredToTerminal', '')];
		expect(deliveryOf(nameless, number, true)).toEqual(of('DeliveredToTerminal'));
		expect(deliveryOf(nameless, number, false)).toBeUndefined();
	});
});
