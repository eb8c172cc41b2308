import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import { safeText } from "@/lib/safe-text";
import { texts } from "@/lib/texts";

interface SidePanelProps {
  title: string;
  opened: boolean;
  wide?: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** Detail of one item, beside the list it came from. */
export function SidePanel({ title, opened, wide = false, onClose, children }: SidePanelProps) {
  return (
    <Drawer opened={opened} onClose={onClose} title={safeText(title, 120)} size={wide ? 720 : 480} closeButtonProps={{ "aria-label": texts.close }}>
      {children}
    </Drawer>
  );
}
