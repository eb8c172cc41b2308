/** What every request carries besides its own arguments: the CSRF token of the session and the chosen workspace. */
export const requestContext: { csrfToken: string; workspace: string } = { csrfToken: "", workspace: "" };
