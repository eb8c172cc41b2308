import { Button, Group, Stack } from "@mantine/core";
import { texts as common } from "@/lib/texts";
import { Facts, Loaded, Moment, ObjectLink, UserText } from "@/ui";
import { plainText } from "@/lib/payload";
import { MonitorMark } from "./MonitorMark";
import { useAcknowledge, useLook, useMonitor, useResults } from "./queries";
import { Results } from "./Results";
import { texts } from "./texts";

/** One monitor: its state, what it looks for, what it found, and what can be done. */
export function MonitorDetail({ name }: { name: string }) {
  const results = useResults(name);
  const acknowledge = useAcknowledge();
  const look = useLook();
  return (
    <Loaded state={useMonitor(name)} rows={8}>
      {(monitor) => (
        <Stack>
          <Facts
            facts={[
              [texts.state, <MonitorMark key="state" status={monitor.status} />],
              [common.kind, texts.kinds[monitor.kind] ?? monitor.kind],
              [texts.endpoint, <ObjectLink key="endpoint" object={{ kind: "endpoint", id: monitor.endpoint, name: monitor.endpoint }} />],
              [texts.created, <Moment key="created" at={monitor.created_at} />],
            ]}
          />
          <Group>
            {monitor.status === "firing" && (
              <Button loading={acknowledge.isPending} onClick={() => acknowledge.mutate(name)}>
                {texts.acknowledge}
              </Button>
            )}
            <Button variant="default" loading={look.isPending} onClick={() => look.mutate(name)}>
              {texts.look}
            </Button>
          </Group>
          <h2>{texts.parameters}</h2>
          <Facts facts={Object.entries(monitor.parameters).map(([key, value]) => [key, <UserText key={key}>{plainText(value)}</UserText>])} />
          <h2>{texts.results}</h2>
          <Loaded state={results} rows={4}>
            {({ items }) => <Results results={items} />}
          </Loaded>
        </Stack>
      )}
    </Loaded>
  );
}
