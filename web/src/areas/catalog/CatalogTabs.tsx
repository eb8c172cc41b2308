import { Link, useParams } from "@tanstack/react-router";
import { Tabs } from "@/ui";
import { texts } from "./transition-texts";

/** The two halves of the catalog: what there is, and what is asked to move. */
export function CatalogTabs() {
  const params = useParams({ from: "/w/$workspace" });
  return (
    <Tabs label={texts.parts}>
      <Link to="/w/$workspace/catalog" params={params} activeOptions={{ exact: true, includeSearch: false }}>
        {texts.assets}
      </Link>
      <Link to="/w/$workspace/catalog/transitions" params={params} activeOptions={{ includeSearch: false }}>
        {texts.title}
      </Link>
    </Tabs>
  );
}
