import { expect, test } from "vitest";
import { messagesOf, plainText } from "@/lib/payload";

test("a chat is found bare, inside a request, and as a single message", () => {
  const chat = [{ role: "user", content: "hi" }];
  const shown = [{ key: "0", role: "user", content: "hi" }];
  expect(messagesOf(chat)).toEqual(shown);
  expect(messagesOf({ model: "m", messages: chat })).toEqual(shown);
  expect(messagesOf(chat[0])).toEqual(shown);
});

test("content in parts is shown as JSON, not lost", () => {
  expect(messagesOf([{ role: "user", content: [{ type: "text", text: "hi" }] }])[0]?.content).toContain('"text": "hi"');
});

test("what is no chat is text or JSON", () => {
  expect(messagesOf({ a: 1 })).toEqual([]);
  expect(messagesOf([])).toEqual([]);
  expect(plainText("plain")).toBe("plain");
  expect(plainText({ a: 1 })).toBe('{\n  "a": 1\n}');
});
