import type { Context } from '../context.mts';
import { readAddress } from '../protocol/addresses.mts';
import type { TimelineStep } from '../settings/delivery.mts';
import type { AcceptedMessage, Delivery, DeliveryStatus } from '../types.mts';
import { magicNumbers } from './magicNumbers.mts';

const halfAnHour = 30 * 60_000;

const final: ReadonlySet<DeliveryStatus> = new Set([
	'DeliveredToTerminal',
	'DeliveryImpossible',
	'DeliveryNotificationNotSupported',
]);

/** A step without a status: what the settings say when it is due, unless a final one came before. */
type Step = Omit<TimelineStep, 'status'> & { status?: DeliveryStatus };

/** What becomes of sent messages over time. */
export const createDeliveries = (
	{ settings, clock, events }: Context,
	/** Notifies of recipients' statuses, for messages sent with notification. */
	notify: (message: AcceptedMessage, deliveries: Delivery[]) => void,
) => {
	const changed = (message: AcceptedMessage) => events.emit({ type: 'delivery', data: message });

	const remove = (message: AcceptedMessage) => {
		if (message.statusResource !== 'available') return;
		message.statusResource = 'removed';
		changed(message);
	};

	/** A final status goes 30 minutes after it was set. */
	const scheduleRemoval = (message: AcceptedMessage) =>
		clock.at(clock.now() + halfAnHour, () => {
			// A status set by hand may have made it anything but final since.
			const since = message.deliveries.map((delivery) => delivery.finalAt ?? Infinity);
			if (Math.max(...since) + halfAnHour <= clock.now()) remove(message);
		});

	/** Sets statuses; notifies and schedules what follows. */
	const set = (
		message: AcceptedMessage,
		changes: Array<{ delivery: Delivery; status: DeliveryStatus; notify?: Step['notify'] }>,
	) => {
		const toNotify: Delivery[] = [];
		for (const { delivery, status, notify: when = 'final' } of changes) {
			if (when === 'only') {
				toNotify.push({ ...delivery, status });
				continue;
			}
			const wasFinal = delivery.finalAt !== null;
			delivery.status = status;
			delivery.finalAt = !final.has(status) ? null : wasFinal ? delivery.finalAt : clock.now();
			if (when === 'always' || (!wasFinal && delivery.finalAt !== null)) toNotify.push(delivery);
		}
		if (message.notify && toNotify.length > 0) notify(message, toNotify);
		if (
			message.statusResource === 'available' &&
			message.deliveries.every(({ finalAt }) => finalAt !== null)
		) {
			scheduleRemoval(message);
		}
		changed(message);
	};

	const timelineOf = (address: string): Step[] => {
		const custom = Object.entries(settings.timelines).find(
			([number]) => (readAddress(number) ?? number) === address,
		);
		const steps = custom?.[1] ?? magicNumbers[address]?.steps;
		if (steps) return steps;
		return settings.deliveryDelayMs === 'manual' ? [] : [{ afterMs: settings.deliveryDelayMs }];
	};

	const isUndeliverable = (address: string) =>
		settings.undeliverable.some((number) => (readAddress(number) ?? number) === address);

	const apply = (message: AcceptedMessage, due: Array<[Delivery, Step]>) => {
		const changes = due.flatMap(([delivery, { status, notify: when }]) => {
			if (status) return [{ delivery, status, notify: when }];
			if (delivery.finalAt !== null) return [];
			const usual: DeliveryStatus = isUndeliverable(delivery.address)
				? 'DeliveryImpossible'
				: 'DeliveredToTerminal';
			return [{ delivery, status: usual, notify: when }];
		});
		if (changes.length > 0) set(message, changes);
	};

	return {
		set,
		remove,

		/** Starts the timelines of an accepted message's recipients. */
		start(message: AcceptedMessage) {
			const byTime = new Map<number, Array<[Delivery, Step]>>();
			for (const delivery of message.deliveries) {
				for (const step of timelineOf(delivery.address)) {
					const due = byTime.get(step.afterMs) ?? [];
					byTime.set(step.afterMs, due);
					due.push([delivery, step]);
				}
			}
			// A notification comes after the response to the send, not before it.
			const start = message.time + (message.notify ? settings.latencyMs : 0);
			for (const [afterMs, due] of byTime) {
				if (afterMs === 0 && !message.notify) apply(message, due);
				else clock.at(start + afterMs, () => apply(message, due));
			}
		},
	};
};

export type Deliveries = ReturnType<typeof createDeliveries>;
