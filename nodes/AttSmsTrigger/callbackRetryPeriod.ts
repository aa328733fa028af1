/** "Typically the retry period is 72 hours after which the message will be discarded" (AT&T's page). */
export const callbackRetryPeriodMs = 72 * 3600 * 1000;
