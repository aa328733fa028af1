/** A received message, as "Receive SMS" in AT&T’s page has it; the sender as E.164. */
export const callback = (index: number, sender: string): string =>
	JSON.stringify({
		DateTime: '11-14-2026T09:30:00',
		DestinationAddress: '22627012',
		Message: `Text ${index}`,
		MessageId: '',
		SenderAddress: encodeURIComponent(`tel:${sender}`),
	});
