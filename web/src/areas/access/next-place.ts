/** Where to go after signing in: a path of this site, or the start. A link must not send people elsewhere. */
export function nextPlace(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : "/";
}
