import { Stack } from "@mantine/core";
import { Traffic } from "@/areas/telemetry";
import type { Endpoint } from "@/api";
import { texts as common } from "@/lib/texts";
import { CopyButton, Facts, Loaded, Moment, ObjectLink, StatusMark, type Fact } from "@/ui";
import { useEndpoint } from "./queries";
import { Targets } from "./Targets";
import { texts } from "./texts";

function facts({ name, enabled, plan, spec, updated_at }: Endpoint): Fact[] {
  const { limits } = plan;
  return [
    [texts.state, <StatusMark key="state" tone={enabled ? "good" : "quiet"}>{enabled ? texts.on : texts.off}</StatusMark>],
    [texts.callName, <span key="name"><code>{name}</code> <CopyButton value={name} /></span>], // prettier-ignore
    [texts.planOf, <ObjectLink key="spec" object={{ kind: "endpoint_spec", id: name, name: spec }} />],
    [texts.updated, <Moment key="updated" at={updated_at} />],
    [texts.sticky, plan.sticky ?? common.none],
    [texts.guard, plan.input_guard ?? common.none],
    [
      texts.limits,
      [
        limits?.requests_per_minute && texts.perMinute(limits.requests_per_minute),
        limits?.burst && texts.burst(limits.burst),
        limits?.max_output_tokens && texts.outputTokens(limits.max_output_tokens),
      ]
        .filter(Boolean)
        .join(", ") || common.none,
    ],
  ];
}

/** One endpoint: its state, its traffic plan, and the traffic of the last day. */
export function EndpointDetail({ name }: { name: string }) {
  return (
    <Loaded state={useEndpoint(name)} rows={8}>
      {(endpoint) => (
        <Stack>
          <Facts facts={facts(endpoint)} />
          <h2>{texts.plan}</h2>
          <Targets targets={endpoint.plan.targets} />
          <Traffic endpoint={name} />
        </Stack>
      )}
    </Loaded>
  );
}
