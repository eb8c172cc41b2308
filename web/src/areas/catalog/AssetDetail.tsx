import { Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { texts as common } from "@/lib/texts";
import { Facts, Loaded, Moment, UserText } from "@/ui";
import { Aliases } from "./Aliases";
import { useAsset } from "./queries";
import { texts } from "./texts";
import { VersionContent } from "./VersionContent";
import { Versions } from "./Versions";

interface AssetDetailProps {
  kind: string;
  name: string;
  /** What a stage shows of the latest version besides, given its reference (name@number). */
  extra?: ((kind: string, ref: string) => ReactNode) | undefined;
}

/** One asset: what it is, where its aliases point, its versions. */
export function AssetDetail({ kind, name, extra }: AssetDetailProps) {
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
          {asset.latest && (extra?.(kind, asset.latest.ref) ?? <VersionContent kind={kind} name={name} number={asset.latest.number} />)}
          <h2>{texts.versions}</h2>
          <Versions kind={kind} name={name} />
        </Stack>
      )}
    </Loaded>
  );
}
