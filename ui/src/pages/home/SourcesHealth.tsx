// Whether the catalog is fresh: each source with its state and its last sync.
import { useSources } from "../../api/portolan.ts";
import { useMay } from "../../api/rights.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { StateTag } from "../../kit/Tags.tsx";
import { Time } from "../../kit/Time.tsx";
import { paths } from "../../paths.ts";
import { byUrgency, stateOf } from "../sources/words.ts";

export const MOST_SOURCES = 8;

export function SourcesHealth() {
  const { data, isPending, error, refetch } = useSources();
  const mayAdd = useMay("source.write");
  const items = [...(data?.items ?? [])].sort(byUrgency);
  return (
    <>
      {isPending && <Skeletons rows={3} />}
      {error && <ErrorState small error={error} retry={refetch} />}
      {data && items.length === 0 && (
        <EmptyState small title="No sources" action={mayAdd && <AppLink className="step primary" href={paths.sources({ add: "1" })}>Add a source</AppLink>}>A source is where descriptors come from: a git repository, a directory, a file.</EmptyState>
      )}
      {items.slice(0, MOST_SOURCES).map((source) => (
        <div className="line" key={source.id}>
          <AppLink className="clip link" href={paths.source(source.id)} title={source.target}>{source.name}</AppLink>
          <span className="grow" />
          <StateTag state={stateOf(source)} />
          <span className="dim line-time"><Time at={source.last_sync?.finished_at ?? source.last_sync?.started_at} /></span>
        </div>
      ))}
    </>
  );
}
