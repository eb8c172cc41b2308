export interface ShownMessage {
  key: string;
  role: string;
  content: string;
}

/** Any value as text to read: strings as they are, the rest as indented JSON. */
export function plainText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");
}

function isMessage(value: unknown): value is { role: string; content: unknown } {
  return typeof value === "object" && value !== null && "role" in value && typeof value.role === "string" && "content" in value;
}

/** The messages of a chat, whether the value is the list itself or holds it; none when it is no chat. */
export function messagesOf(value: unknown): ShownMessage[] {
  const held = typeof value === "object" && value !== null && "messages" in value ? value.messages : value;
  const list = Array.isArray(held) ? held : [held];
  if (list.length === 0 || !list.every(isMessage)) return [];
  return list.map(({ role, content }, index) => ({ key: `${index}`, role, content: plainText(content) }));
}
