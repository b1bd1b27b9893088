import type { VNode } from 'preact';
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
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type={type}
        step="any"
        value={value}
        required={required}
        {...(maxLength === undefined ? {} : { maxLength })}
        spellcheck={false}
        aria-describedby={help === undefined ? undefined : `${id}-help`}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
      {help !== undefined && (
        <p id={`${id}-help`} class="help">
          {help}
        </p>
      )}
    </div>
  );
}
