import { check } from '../settings/index.mts';
import type { FaultTarget } from './fault.mts';
import { faultSchema, faultTypes, type Fault } from './index.mts';

/**
 * A fault in force. Faults are asked in the order they were set; a request that one applies to is
 * not counted by those after it.
 */
export type ArmedFault = Fault & {
	id: number;
	skip: number;
	times: number;
	/** How often it was applied. */
	hits: number;
};

/** Whether the request is processed before the fault. */
export const isProcessed = (fault: ArmedFault) =>
	fault.processed ?? faultTypes[fault.kind].processed;

/** JSON has no Infinity: null stands for it. */
const withoutInfinity = (fault: Fault) =>
	Object.fromEntries(
		Object.entries(fault)
			.filter(([, value]) => value !== undefined)
			.map(([name, value]) => [name, value === Infinity ? null : value]),
	);

/** The faults in force, and which of them a request meets. */
export const createFaults = (
	closeListeningSocket: (forMs: number) => void,
	changed: () => void,
) => {
	const armed: ArmedFault[] = [];
	let made = 0;

	const hit = (fault: ArmedFault) => {
		fault.hits++;
		fault.times--;
		if (fault.times <= 0) armed.splice(armed.indexOf(fault), 1);
		changed();
	};

	const shut = (fault: ArmedFault) => {
		// It may have been cleared while the response that it was to follow was on its way.
		if (!armed.includes(fault)) return;
		hit(fault);
		closeListeningSocket(fault.forMs === null ? Infinity : (fault.forMs ?? 500));
	};

	return {
		armed,

		/** Throws `TypeError` on an impossible option, or if the kind can't be set on the operation. */
		arm(fault: Fault): ArmedFault {
			const checked = check(faultSchema, withoutInfinity(fault)) as Fault;
			const whole = { ...checked, id: ++made, times: checked.times ?? Infinity, hits: 0 };
			const added = whole as ArmedFault;
			armed.push(added);
			if (faultTypes[added.kind].closesPort && added.skip === 0) shut(added);
			else changed();
			return added;
		},

		/** The fault that this request meets, if any, and what is to be done once it is answered. */
		take(target: FaultTarget): { fault: ArmedFault | null; after?: () => void } {
			let after: (() => void) | undefined;
			if (armed.length === 0) return { fault: null };
			// Copied, since a fault that was applied often enough leaves the list.
			for (const fault of [...armed]) {
				if (fault.on !== target) continue;
				const { closesPort } = faultTypes[fault.kind];
				const isLetThrough = fault.skip > 0;
				if (isLetThrough) fault.skip--;
				if (closesPort && fault.skip === 0) after = () => shut(fault);
				if (closesPort || isLetThrough) continue;
				hit(fault);
				return { fault, after };
			}
			return { fault: null, after };
		},

		/** Throws `RangeError` if no fault in force has the id. */
		disarm(id: number) {
			const index = armed.findIndex((fault) => fault.id === id);
			if (index < 0) throw new RangeError('No fault in force has this id.');
			armed.splice(index, 1);
			changed();
		},

		clear() {
			armed.length = 0;
			changed();
		},
	};
};

export type Faults = ReturnType<typeof createFaults>;
