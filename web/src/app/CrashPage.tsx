import { useRouter, type ErrorComponentProps } from "@tanstack/react-router";
import { Failure, Page } from "@/ui";
import { texts } from "./texts";

/** Shown when loading or drawing a page throws. */
export function CrashPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = (): void => {
    reset();
    void router.invalidate();
  };
  return (
    <Page title={texts.crashed}>
      <Failure error={error instanceof Error ? error : new Error(String(error))} title={texts.crashed} onRetry={again} />
    </Page>
  );
}
