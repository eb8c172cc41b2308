import { useRouteContext } from "@tanstack/react-router";
import { reaches, type Role, type Workspace } from "@/api";

/** The workspace one is in, and whether one's role there reaches another. The server decides; this only hides what it would refuse. */
export function usePlace(): { place: Workspace; may: (needed: Role) => boolean } {
  const { place } = useRouteContext({ from: "/w/$workspace" });
  return { place, may: (needed) => reaches(place.role, needed) };
}
