/** What a ratio, or a figure of a unit, is to reach. */
export type Goal = ({ atLeast: number } | { atMost: number }) & { unit?: string };

/** One line of the table: something that this package does, compared with what else would do it. */
export interface Row {
	/** In a few words. */
	what: string;
	/** This package’s result, to be read. */
	ours: string;
	/** What it is measured against, and that one’s result. */
	against: string;
	/** As the goal counts it. */
	ratio?: number;
	/** What the goal counts where there is no ratio, in the goal’s unit. */
	figure?: number;
	goal?: Goal;
	/** Each single reading in the order in which they were taken; the key names its unit. */
	readings: Record<string, number[]>;
	/** What else was seen. */
	remarks?: Record<string, number | string>;
}

/** A row, and when it was measured. */
export interface MeasuredRow extends Row {
	/** The name by which it is measured alone. */
	measurement: string;
	/** When the bench was started. */
	run: string;
	on: string;
	/** Of the machine, over the minute before and after: how many programs wanted to run. */
	load: { before: number; after: number };
}

export const isMet = ({ ratio, figure = ratio, goal }: Row): boolean | undefined => {
	if (figure === undefined || goal === undefined) return undefined;
	return 'atLeast' in goal ? figure >= goal.atLeast : figure <= goal.atMost;
};
