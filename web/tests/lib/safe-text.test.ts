import { expect, test } from "vitest";
import { safeText } from "@/lib/safe-text";

test("terminal colours, cursor moves and window titles are taken out", () => {
  expect(safeText("\u001b[32mready\u001b[0m \u001b[2J\u001b]0;owned\u0007done")).toBe("ready done");
});

test("characters that turn the direction of text are made visible", () => {
  expect(safeText("invoice\u202Egpj.exe")).toBe("invoice\uFFFDgpj.exe");
});

test("control characters are made visible, line breaks and tabs stay", () => {
  expect(safeText("a\u0000b\tc\nd\u0008")).toBe("a\uFFFDb\tc\nd\uFFFD");
});

test("markup stays the text it is", () => {
  expect(safeText("<img src=x onerror=alert(1)>")).toBe("<img src=x onerror=alert(1)>");
});

test("ten megabytes are cut down to what a page can hold", () => {
  const cut = safeText("x".repeat(10_000_000), 300);
  expect(cut).toHaveLength(301);
  expect(cut.endsWith("…")).toBe(true);
});

test("letters of other scripts and emoji stay", () => {
  expect(safeText("Élodie 渡辺 שלום 🛞")).toBe("Élodie 渡辺 שלום 🛞");
});
