// A test runs in a realm of its own, while Node’s own modules throw errors of the outer realm:
// there, a refused connection would not be an `instanceof Error` for n8n-core, as it is in n8n.
// This environment is Jest’s for Node, with the errors of both realms taken for errors.
const { TestEnvironment } = require('jest-environment-node');

const outerErrors = [Error, TypeError, RangeError, SyntaxError, AggregateError];
const ordinary = Function.prototype[Symbol.hasInstance];

module.exports = class extends TestEnvironment {
	constructor(...args) {
		super(...args);
		const outerOf = new Map(outerErrors.map((outer) => [this.global[outer.name], outer]));
		Object.defineProperty(this.global.Error, Symbol.hasInstance, {
			value(value) {
				const outer = outerOf.get(this);
				return ordinary.call(this, value) || (outer !== undefined && value instanceof outer);
			},
		});
	}
};
