// The one file that imports the library: dist bundles it into each that does.
export { SegmentedMessage } from 'sms-segments-calculator';
