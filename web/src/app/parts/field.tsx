// Labelled inputs with their hints, for forms.
import { useId } from "preact/hooks";

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly hint?: string;
  readonly maxLength?: number;
  readonly required?: boolean;
  readonly pattern?: string;
  readonly inputMode?: "decimal" | "numeric" | "text";
  readonly testid?: string;
}

export function Field(props: FieldProps) {
  const id = useId();
  const { label, hint, value, onValue, testid, ...input } = props;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input {...input} id={id} type="text" value={value} autocomplete="off" data-testid={testid}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onInput={(event) => onValue(event.currentTarget.value)} />
      {hint !== undefined && <p class="hint" id={`${id}-hint`}>{hint}</p>}
    </div>
  );
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** What is chosen, and how it is called. */
  readonly options: readonly (readonly [value: string, name: string])[];
  readonly testid?: string;
}

export function Select({ label, value, onValue, options, testid }: SelectProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} data-testid={testid} onChange={(event) => onValue(event.currentTarget.value)}>
        {options.map(([one, name]) => <option key={one} value={one}>{name}</option>)}
      </select>
    </div>
  );
}

/** A whole number as typed; null when it is none, or out of range. */
export function wholeNumber(text: string, least: number, most: number): number | null {
  if (!/^\d{1,10}$/.test(text.trim())) return null;
  const value = Number(text.trim());
  return value >= least && value <= most ? value : null;
}
