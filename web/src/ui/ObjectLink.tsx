import { Link, useParams } from "@tanstack/react-router";
import { placeOf } from "@/lib/places";
import { UserText } from "./UserText";

/** The name of an object, leading to its page where it has one. */
export function ObjectLink({ object }: { object: { kind: string; id: string; name: string } }) {
  const { workspace } = useParams({ strict: false });
  const place = placeOf(object);
  const words = <UserText longest={120}>{object.name}</UserText>;
  if (!place || !workspace) return words;
  return (
    <Link to={`/w/${workspace}/${place.path}` as string} search={place.search}>
      {words}
    </Link>
  );
}
