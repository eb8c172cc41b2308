import { Button, Stack } from "@mantine/core";
import { useRouteContext } from "@tanstack/react-router";
import { reaches } from "@/api";
import { Payload } from "@/ui";
import { useReproduce, useReproduction } from "./reproduction-queries";
import { texts } from "./texts";

/** Makes a version again and says whether the same came out. Nothing is published. */
export function Reproduction({ kind, name, number }: { kind: string; name: string; number: number }) {
  const { place } = useRouteContext({ from: "/w/$workspace" });
  const reproduce = useReproduce(kind, name, number);
  const job = useReproduction(reproduce.data?.job_id);
  const working = reproduce.isPending || job.data?.state === "queued" || job.data?.state === "running";
  if (!reaches(place.role, "editor")) return null;
  return (
    <Stack gap="xs" mt="xs" align="flex-start">
      <Button variant="default" size="xs" loading={working} onClick={() => reproduce.mutate()}>
        {texts.reproduce}
      </Button>
      <Stack gap="xs" w="100%" role="status">
        {job.data?.state === "succeeded" && (
          <>
            <strong>{isSame(job.data.result) ? texts.same : texts.different}</strong>
            <Payload value={job.data.result} />
          </>
        )}
        {job.data?.error && <p>{job.data.error.message}</p>}
      </Stack>
    </Stack>
  );
}

function isSame(report: unknown): boolean {
  return typeof report === "object" && report !== null && "same" in report && report.same === true;
}
