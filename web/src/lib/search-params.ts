/** A search parameter as a string, or undefined when it is absent or empty; anything else in a link is ignored. */
export function textParam(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A search parameter as one of the allowed values, or undefined. */
export function choiceParam<T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find((choice) => choice === value);
}

/** A search parameter as a number within bounds, or undefined. */
export function numberParam(value: unknown, low: number, high: number): number | undefined {
  const parsed = typeof value === "string" ? Number(value) : value;
  return typeof parsed === "number" && parsed >= low && parsed <= high ? parsed : undefined;
}

/** Drops undefined members, so that links stay short and exactOptionalPropertyTypes holds. */
export function compact<T extends Record<string, unknown>>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
