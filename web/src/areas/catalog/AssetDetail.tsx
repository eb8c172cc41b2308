import { Stack } from "@mantine/core";
import { texts as common } from "@/lib/texts";
import { Facts, Loaded, Moment, UserText } from "@/ui";
import { Aliases } from "./Aliases";
import { useAsset } from "./queries";
import { texts } from "./texts";
import { Versions } from "./Versions";

/** One asset: what it is, where its aliases point, its versions. */
export function AssetDetail({ kind, name }: { kind: string; name: string }) {
  return (
    <Loaded state={useAsset(kind, name)} rows={8}>
      {(asset) => (
        <Stack>
          <Facts
            facts={[
              [common.kind, texts.kindOne[asset.kind] ?? asset.kind],
              [texts.aliases, <Aliases key="aliases" aliases={asset.aliases} />],
              [texts.by, <UserText key="by">{asset.created_by_name}</UserText>],
              [common.created, <Moment key="created" at={asset.created_at} />],
              [texts.updated, <Moment key="updated" at={asset.latest?.created_at} />],
            ]}
          />
          <h2>{texts.versions}</h2>
          <Versions kind={kind} name={name} />
        </Stack>
      )}
    </Loaded>
  );
}
