import { useRouter, type ErrorComponentProps } from "@tanstack/react-router";
import { Failure, Page } from "@/ui";
import { Frame } from "./Frame";
import { texts } from "./texts";

/** Shown when loading or drawing a page throws. */
export function CrashPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = (): void => {
    reset();
    void router.invalidate();
  };
  return (
    <Frame>
    <Page title={texts.crashed}>
      <Failure error={error instanceof Error ? error : new Error(String(error))} onRetry={again} />
    </Page>
    </Frame>
  );
}
