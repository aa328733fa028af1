/** The middle reading; of an even number, the mean of the middle two. Throws if there is none. */
export const median = (readings: readonly number[]): number => {
	const sorted = [...readings].sort((a, b) => a - b);
	const upper = sorted[Math.floor(sorted.length / 2)];
	const lower = sorted[Math.floor((sorted.length - 1) / 2)];
	if (upper === undefined || lower === undefined) throw new Error('There is no reading.');
	return (upper + lower) / 2;
};

/**
 * Takes the readings of several subjects in turn, `times` rounds of it after one that warms up and
 * is thrown away: whatever else the machine does meanwhile affects all of them alike.
 */
export const interleave = async <Subject extends string>(
	times: number,
	subjects: Record<Subject, () => Promise<number>>,
): Promise<Record<Subject, number[]>> => {
	const names = Object.keys(subjects) as Subject[];
	const readings = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<
		Subject,
		number[]
	>;
	for (let round = 0; round <= times; round++) {
		for (const name of names) {
			const reading = await subjects[name]();
			if (round > 0) readings[name].push(reading);
		}
	}
	return readings;
};
