/** A sentence of AT&T’s page, by itself where a test is named after it, or with why none is. */
export type Statement = string | { text: string; notTested: string };

const website = "It is about AT&T's website, which the sandbox doesn't have.";
const advice = 'It is advice to apps: the gateway answers either way.';
const contract = 'It is about contracts and charges.';
const chance = "It can't be true or false of one request.";

const notTested = (why: string, ...texts: string[]): Statement[] =>
	texts.map((text) => ({ text, notTested: why }));

/**
 * What AT&T’s page states about the gateway, in its order. What it says of both providers is here
 * once. coverage.test.mts holds this list, the tests and docs/att-page-coverage.md together.
 */
export const statements: Record<string, Statement[]> = {
	Considerations: [
		'The character set encoding is controlled by use of the Content-Encoding parameter.',
		'The supported character sets are GSM 7-bit, Latin1, and UCS2.',
		'Multiple byte character sets in message payloads are supported.',
		'Binary encoded content in an SMS message is not supported.',
		'Any SMS message that is longer than 4096 1-byte characters is rejected.',
		...notTested(
			contract,
			'SMS messages that originate from apps in the Production realm incur standard AT&T Messaging charges for the originating customer.',
			'SMS messages that originate from apps in the Sandbox realm are free-to-user SMS messages.',
			'You must ensure that your app meets the Telephone Consumer Protection Act (TCPA), CAN SPAM Act standards, and any other appropriate laws and regulations.',
		),
		'The SMS API supports text messages to AT&T Wireless customers only.',
		'The SMS API does not support sending messages to users that are not on the AT&T Wireless network.',
		'The network retries deliveries to the mobile users for up to 72 hours; after which time any undeliverable messages are deleted from the network.',
		...notTested(
			chance,
			'The delivery of a SMS message is not guaranteed.',
			'Delivery depends on many factors such as the target device status.',
		),
		'The delivery status of the message indicates the final status of the message.',
		'Sending SMS messages using map:group is not supported.',
		'However, multiple destination addresses may be included in a single Send SMS method request.',
		'The maximum number of destination addresses that are supported in a single message is 50.',
		'For a given short code only one mechanism would be supported and so the choice has to be indicated by the developer while requesting a short code to be associated with the app.',
		'The API Gateway supports two providers for the Send SMS method; the AT&T RESTful API provider and the GSMA OneAPI provider.',
		...notTested(
			advice,
			'If more than one short code is associated with your app account and if you plan to originate SMS messages from more than one of the short codes, then consider using the GSMA OneAPI provider for this method.',
		),
		'The GSMA OneAPI provider enables you to specify a short code as a parameter in the URI to indicate the originating sender address for the SMS message.',
	],
	Provisioning: [
		...notTested(
			website,
			'You must register the SMS API for your app account on the AT&T Developer Program web site in order to utilize this API.',
			'Type of short code: Default Provided or Custom',
		),
		'Reception of Mobile Originated (MO) messages: Online via callback or Offline via polling',
		...notTested(contract, 'Message rating: Free to user or Standard rated'),
	],
	OAuth: [
		'All API requests sent to the API Gateway must include an OAuth access token.',
		'"SMS" for the Get SMS method, the Get SMS Delivery Status method, the Receive SMS callback, and the Send SMS method.',
		'A successful response from the API Gateway contains an OAuth access token, the expiration period, and an OAuth refresh token as displayed in the following example.',
		'The acceptable format for this parameter is the word "Bearer" followed by a space ( ) and an OAuth access token.',
		'If this parameter value is missing from the header, then the API Gateway returns a message with an HTTP Status Code of 400 Invalid Request.',
		'If the OAuth access token is not valid, then the API Gateway returns an HTTP Status Code of 401 Unauthorized with a WWW-Authenticate HTTP header.',
	],
	'Accept and Content-Type': [
		'The acceptable values for this parameter are: application/json, application/xml. The default value is application/json.',
		'For this method, this parameter specifies how the entity should be represented in case of an error.',
		'If there is no error, then the representation will match the form of the actual content.',
		'Specifies the representation format of the request. The acceptable values for this parameter are: application/json, application/xml, application/x-www-form-urlencoded.',
	],
	'Get SMS': [
		'The Get SMS method receives SMS messages via the polling mechanism.',
		'Your app must have an offline short code in order to utilize this method.',
		'The messages are sent to an app from the user’s mobile device to an offline short code associated with the app on the AT&T mobile network.',
		'Upon retrieval of a message, the message is removed from the server.',
		'Only the SMS messages received since the last time that this method was run are available to be retrieved.',
		'If the quantity of messages to be retrieved from the server is larger than the number of messages that is able to be retrieved in a single response, then the requesting app must run multiple method requests to retrieve the complete list of the messages.',
		'This method must be requested at least once every thirty minutes.',
		'The SMS messages are automatically removed from the server after every 30 minutes if this method is not run.',
		...notTested(
			advice,
			'For apps that expect to receive a large number of SMS messages, it is recommended that the app run this method frequently with a maximum frequency of once every 5 minutes.',
		),
		...notTested(
			website,
			'Click on the Add Short Code link and click the Save button without adding any URI information.',
		),
		'Note: If you want the SMS messages sent from the user’s mobile device to be forwarded to your app immediately by the API Gateway, then you must register your SMS listener URI in your app account.',
		...notTested(
			'It contradicts the sentence about several requests for the complete list, which the sandbox follows.',
			'Note: This method removes all of the messages for the registrationID parameter value that are stored on the AT&T Wireless network at the time that the method is run.',
		),
		'Note: This parameter value is a short code that is obtained from your app account on the AT&T Developer Program website.',
	],
	'Inbound SMS Message List': [
		'Note: The maximum acceptable length for this parameter is 4096 1-byte characters.',
		'Specifies the message identifier (ID) that is unique for every message returned in the list.',
		'Specifies the mobile number of the sender.',
		'Specifies the number of messages sent in the batch response.',
		'Specifies the endpoint URI that serves this request.',
		'Specifies the total number of messages pending that have not been retrieved from the server for the specific RegistrationId parameter value or short code.',
		'Note: This parameter is based on a combination of size, the number of messages, and the maximum response size for the method request.',
		'Note: The API Gateway may return messages in batches.',
		'Note: If the messages are returned in batch mode due to a size limitation, then this parameter contains the remaining number of messages that are waiting to be retrieved from the server for the given short code.',
		'Note: If this parameter value is greater than zero (0), then not all of the messages for a particular short code were returned in the response.',
		'Note: In order to retrieve the messages that remain on the server, the app must make another request to retrieve the remaining messages.',
		'Note: If this parameter value is zero (0) or empty, then there are no pending messages for the app to retrieve at this time.',
	],
	'Get SMS Delivery Status': [
		'The Get SMS Delivery Status method requests the status of a previously submitted SMS delivery request that was accepted by the API Gateway for delivery to the destination mobile device.',
		'The other way is to register an endpoint URI with the API Gateway which will be notified of the final status of the message.',
		'For a given message, only one of these mechanisms can be used.',
		'The indicator of which mechanism will be used is the notifyDeliveryStatus parameter of the Send SMS method request.',
		'To request the delivery status of a sent message using the Get SMS Delivery Status method, the notifyDeliveryStatus parameter of the Send SMS method must be set to false or should not be present in the request, this allows the messageId parameter value to be returned in the Send SMS Method response.',
		'The message identifier that was returned in the Send SMS method response must be provided in the Get SMS Delivery Status method request.',
		'Note: The delivery status of the message is removed from the API Gateway and is not available for query, when one of the following events occurs.',
		'Thirty minutes have elapsed and the message has reached a final state of DeliveredToTerminal or DeliveryImpossible.',
		'The API Gateway responds to the first delivery status query after the message has reached the final state.',
		'Specifies the AT&T mobile destination number of the response message.',
		'Note: This parameter is always the short code assigned to your app account or the user’s mobile number (user-agent) identifying the sender of the message.',
		'Note: Assigning to mobile address is not supported.',
		'The Id parameter value, which is returned in the response to the corresponding Send SMS method, must be provided in this method request.',
		'A final state is reached when the DeliveryStatus parameter is set to either DeliveredToTerminal or DeliveryImpossible.',
		'For the 30 minute period following the setting of the final value for the DeliveryInfo parameter, you may successfully request only one delivery status query.',
		'After the 30 minute period, the contents of the DeliveryInfo parameter may not be available for a query request.',
	],
	'Delivery Info List': [
		'Specifies the mobile number of the receiver.',
		'DeliveredToNetwork : The message is delivered to the network, but not yet delivered to the user’s mobile device.',
		'DeliveredToTerminal : The message is successfully delivered to the user’s mobile device.',
		'DeliveryImpossible : The message is not successful delivered, such as when the message is not delivered before it expires.',
		'Specifies the unique identifier (ID) for the message destination.',
		'Note: If an SMS message is sent to more than one destination address, then a unique ID is returned for each of those addresses.',
		'Note: This parameter value allows you to query the delivery status for each of the destination addresses.',
		'Note: This parameter is only present when the AT&T URI is used by the app.',
		'Specifies the URI being used to provide network delivery status of the sent message.',
		'Specifies the URI that provides network delivery status of the sent message.',
	],
	'Receive SMS': [
		'The Receive SMS callback receives the Mobile Originated (MO) SMS messages in the app immediately for messages that are destined for the specified short codes of the app account.',
		'Note: The developer must register the URI or the system will not be able push the notification to the app for the Mobile Originated (MO) Messages destined for the short code.',
		'Note: If the URI provided is HTTPS and port is not defined, then the default SSL port 443 will be used.',
		'The use of a transport mechanism other than HTTPS is not supported in the URI.',
		'When a user sends a message to AT&T short code, the system determines the app to which the short code is associated, and then forwards the message to the listener URI provisioned with the short code of the app account.',
		'The messages are removed from the system after delivery is acknowledged by the app or until all the retries as per the retry configuration are exhausted.',
		'The app must respond to the notification with an appropriate HTTP Status Code class of 2xx for positive acknowledgment.',
		'In case of the HTTP Status Code class of 2xx, the server assumes positive acknowledgement that the notification has been sent successfully.',
		'In case of no response, timeout condition or HTTP Status Code classes other than 2xx, the server assumes that either the API Gateway is temporarily unavailable or cannot receive and process the notification at that point in time.',
		'If the app SMS Mobile Originated (MO) URI listener is unavailable, busy, or otherwise unable to process and acknowledge the Mobile Originated (MO) message, then it will be retried as per the retry configuration set in the network.',
		'Typically the retry period is 72 hours after which the message will be discarded and no further retries would be attempted.',
		'Specifies the time and date on which the message is received.',
		'Specifies the short code to which the message is destined.',
		'Specifies the text of the message sent.',
		...notTested(
			'The sentence after it says that it is empty.',
			'Specifies the unique identifier for the message that is returned by the API Gateway.',
		),
		'Note: For this release, this parameter is empty.',
		'The acceptable format for this parameter is the term tel followed by a URL encoded colon character ( %3A ) followed by a URL encoded plus sign character ( %2B ) followed by the URL encoded country code and AT&T mobile number',
	],
};
