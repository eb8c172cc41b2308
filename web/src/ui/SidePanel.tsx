import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import { safeText } from "@/lib/safe-text";
import { texts } from "@/lib/texts";

/** Detail of one item, beside the list it came from. */
export function SidePanel({ title, opened, onClose, children }: { title: string; opened: boolean; onClose: () => void; children: ReactNode }) {
  return (
    <Drawer opened={opened} onClose={onClose} title={safeText(title, 120)} size={480} closeButtonProps={{ "aria-label": texts.close }}>
      {children}
    </Drawer>
  );
}
