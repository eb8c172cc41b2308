import { ActionIcon, Tooltip } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { Check, Copy } from "lucide-react";
import { texts } from "@/lib/texts";

/** Puts a value on the clipboard and says so. */
export function CopyButton({ value, label = texts.copy }: { value: string; label?: string }) {
  const clipboard = useClipboard();
  const words = clipboard.copied ? texts.copied : label;
  return (
    <Tooltip label={words}>
      <ActionIcon variant="subtle" size="sm" aria-label={words} onClick={() => clipboard.copy(value)}>
        {clipboard.copied ? <Check size={14} /> : <Copy size={14} />}
      </ActionIcon>
    </Tooltip>
  );
}
