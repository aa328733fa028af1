import { html, useState } from '/ui/vendor/preact.js';
import { request } from './api.js';
import { SchemaFields, useValues } from './fields.js';

/**
 * A form for an operation of the control API. `given` are the parts of its body that the form
 * doesn't ask for, `initial` the values that it starts from.
 */
export const OperationForm = ({
	store,
	path,
	method = 'POST',
	title,
	given = {},
	initial = {},
}) => {
	const operation = store.listing.operations.find(
		(each) => each.method === method && each.path === `/sandbox/${path}`,
	);
	const { values, latest, set, save } = useValues();
	const [outcome, setOutcome] = useState('');
	const shown = { ...(operation.id && { id: operation.id }), ...operation.body?.properties };
	for (const name of Object.keys(given)) delete shown[name];
	const submit = async (event) => {
		event.preventDefault();
		if (operation.confirm && !confirm(operation.confirm)) return;
		const { id = '', ...body } = { ...initial, ...latest.current, ...given };
		setOutcome('');
		const target = path.replace('{id}', encodeURIComponent(id));
		if (!(await store.attempt(() => request(method, target, body)))) return;
		set({});
		setOutcome('Done.');
	};
	return html`
		<form class="form" novalidate onSubmit=${submit}>
			<${SchemaFields}
				store=${store}
				id=${[method, path, ...Object.values(given)].join('-').replace(/[^\w-]/g, '')}
				properties=${shown}
				values=${{ ...initial, ...values }}
				save=${save}
			/>
			<div class="buttons">
				<button type="submit">${title ?? operation.title}</button>
				<span class="hint" role="status">${outcome}</span>
			</div>
		</form>
	`;
};
