/** ANSI escape sequences (colours, cursor moves, titles) as programs print them. */
const ANSI = new RegExp("[\\u001b\\u009b](?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\)?|[@-Z\\\\-_])?", "g");
const CONTROL = new RegExp("[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]", "g");
const BIDI = new RegExp("[\\u202a-\\u202e\\u2066-\\u2069]", "g");

/** Text from outside made fit for a page: no escape sequences, control or direction-changing characters, bounded length. */
export function safeText(text: string, longest = 2000): string {
  const clean = text.slice(0, longest).replace(ANSI, "").replace(CONTROL, "\uFFFD").replace(BIDI, "\uFFFD");
  return text.length > longest ? `${clean}…` : clean;
}
