import { Page, Waiting } from "@/ui";
import { Frame } from "./Frame";
import { texts } from "./texts";

/** Shown while a page takes longer than a moment to arrive. */
export function PendingPage() {
  return (
    <Frame>
      <Page title={texts.pending}>
        <Waiting rows={6} />
      </Page>
    </Frame>
  );
}
