import { NativeSelect } from "@mantine/core";
import { texts } from "@/lib/texts";

interface ChoiceFilterProps {
  label: string;
  value: string | undefined;
  choices: ReadonlyArray<{ value: string; label: string }>;
  /** The words for no choice; null where one must be made. */
  none?: string | null;
  onChange: (value: string | undefined) => void;
}

/** A filter by one of a few values, or by none. */
export function ChoiceFilter({ label, value, choices, none = texts.all, onChange }: ChoiceFilterProps) {
  const unfiltered = none === null ? [] : [{ value: "", label: `${label}: ${none.toLowerCase()}` }];
  return (
    <NativeSelect
      size="xs"
      aria-label={label}
      value={value ?? ""}
      onChange={({ currentTarget }) => onChange(currentTarget.value || undefined)}
      data={[...unfiltered, ...choices]}
    />
  );
}
