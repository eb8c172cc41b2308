const rules = new Intl.PluralRules("en");

/** The word form that fits the number: plural(1, { one: "run", other: "runs" }) is "run". */
export function plural(count: number, forms: { one: string; other: string }): string {
  return rules.select(count) === "one" ? forms.one : forms.other;
}
