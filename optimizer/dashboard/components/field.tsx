import type { TargetedInputEvent, VNode } from 'preact';
import { useId } from 'preact/hooks';

/** One line of input with its label and what to know of it. */
export function Field({
  label,
  value,
  onChange,
  type = 'text',
  help,
  required = false,
  maxLength,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'number' | 'url';
  readonly help?: string;
  readonly required?: boolean;
  readonly maxLength?: number;
}): VNode {
  const id = useId();
  const shared = {
    id,
    value,
    required,
    spellcheck: false,
    'aria-describedby': help === undefined ? undefined : `${id}-help`,
    onInput: ({ currentTarget }: TargetedInputEvent<HTMLInputElement>): void => onChange(currentTarget.value),
    ...(maxLength === undefined ? {} : { maxLength }),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {type === 'number' && <input {...shared} type="number" step="any" />}
      {type === 'text' && <input {...shared} type="text" />}
      {type === 'url' && <input {...shared} type="url" />}
      {help !== undefined && (
        <p id={`${id}-help`} class="help">
          {help}
        </p>
      )}
    </div>
  );
}
