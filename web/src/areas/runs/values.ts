/** A parameter as one line of text: numbers as they were given, anything nested as JSON. */
function valueText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  return JSON.stringify(value) ?? "";
}

/** Nested parameters as dotted names: { lora: { rank: 8 } } becomes lora.rank = 8. */
export function flatten(parameters: Record<string, unknown>, prefix = ""): Array<[name: string, value: string]> {
  return Object.entries(parameters).flatMap(([name, value]) =>
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
      ? flatten(value as Record<string, unknown>, `${prefix}${name}.`)
      : [[`${prefix}${name}`, valueText(value)] as [string, string]],
  );
}
