import { Empty, LinkButton, Page } from "@/ui";
import { texts } from "./texts";

export function NotFoundPage() {
  return (
    <Page title={texts.notFound}>
      <Empty
        title={texts.notFoundHint}
        action={
          <LinkButton to="/" variant="default">
            {texts.toStart}
          </LinkButton>
        }
      />
    </Page>
  );
}
