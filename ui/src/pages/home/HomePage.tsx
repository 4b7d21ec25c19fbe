// Home: what is mine, what the catalog holds, what is wrong, and what just changed.
import "./home.css";
import { useStats } from "../../api/portolan.ts";
import type { Stats } from "../../api/types.ts";
import { useMay } from "../../api/rights.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { Command } from "../../kit/Copy.tsx";
import { Card, Page, PageHeader } from "../../kit/Page.tsx";
import { EmptyState, ErrorState } from "../../kit/States.tsx";
import { paths } from "../../paths.ts";
import { Glance } from "./Glance.tsx";
import { LatestChanges } from "./LatestChanges.tsx";
import { MyThings } from "./MyThings.tsx";
import { SourcesHealth } from "./SourcesHealth.tsx";

export function HomePage() {
  const stats = useStats();
  const maySee = useMay("source.read");
  if (stats.error && !stats.data) return <Page><PageHeader title="Home" /><ErrorState error={stats.error} retry={stats.refetch} /></Page>;
  // The people who signed in are entities too: they alone make no catalog.
  if (stats.data && (stats.data.entities === 0 || (stats.data.sources.total === 0 && onlyPeople(stats.data)))) return <FirstSteps sources={stats.data.sources.total} />;
  return (
    <Page>
      <PageHeader title="Home" />
      <Glance stats={stats.data} />
      <div className="home-grid">
        <div className="home-column"><MyThings /></div>
        <div className="home-column"><LatestChanges />{maySee && <SourcesHealth />}</div>
      </div>
    </Page>
  );
}

const onlyPeople = (stats: Stats) => stats.kinds.every(({ kind }) => ["user", "group"].includes(kind.toLowerCase()));

function FirstSteps({ sources }: { sources: number }) {
  const mayAdd = useMay("source.write");
  return (
    <Page>
      <PageHeader title="Home" />
      <Card>
        {sources === 0 ? (
          <EmptyState title="Start with a source" action={mayAdd && <AppLink className="step" href={paths.sources({ add: "1" })}>Add a source</AppLink>}>
            Portolan reads catalog-info.yaml files from folders, Git repositories and addresses, and keeps the catalog as they change.
            You see what would come before anything is added.
          </EmptyState>
        ) : (
          <EmptyState title="Nothing has been read yet" action={<AppLink className="step" href={paths.sources()}>Open the sources</AppLink>}>
            There are sources, but no entity came from them. Their last syncs say why.
          </EmptyState>
        )}
        <div className="first-commands">
          <div><span className="dim">Serve a folder</span><Command text="portolan serve --source ./my-repositories" /></div>
          <div><span className="dim">Look at a sample organisation</span><Command text="portolan demo" /></div>
        </div>
      </Card>
    </Page>
  );
}
