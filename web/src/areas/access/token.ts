/** The one-time token of the fragment (#token=…), which leaves the address bar and the history at once. */
export function takeToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token === null) return null;
  // Past the router, which listens on the instance's method and would take the change for a navigation.
  History.prototype.replaceState.call(history, history.state, "", location.pathname + location.search);
  return token;
}

let kept = "";

/** Keeps a setup token between the link that brought it and the form that spends it. */
export function keepSetupToken(token: string): void {
  kept = token;
}

export function keptSetupToken(): string {
  return kept;
}
