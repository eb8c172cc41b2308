import { Empty, LinkButton, Page } from "@/ui";
import { Frame } from "./Frame";
import { texts } from "./texts";

export function NotFoundPage() {
  return (
    <Frame>
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
    </Frame>
  );
}
