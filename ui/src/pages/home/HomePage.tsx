// Home: what is mine, what the catalog holds, what is wrong, and what just changed, as cards that everybody arranges for themselves.
import "./home.css";
import { Button } from "@mantine/core";
import { IconLayoutGrid } from "@tabler/icons-react";
import { useStats } from "../../api/portolan.ts";
import type { Stats } from "../../api/types.ts";
import { useMay, useRights } from "../../api/rights.ts";
import { useHomeCards, type PlacedCard } from "../../api/settings.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { AppLink } from "../../kit/AppLink.tsx";
import { Command } from "../../kit/Copy.tsx";
import { Card, Page, PageHeader } from "../../kit/Page.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { paths } from "../../paths.ts";
import { AddCard, Board } from "./Board.tsx";
import { CARDS, known, type HomeCard } from "./cards.ts";

export function HomePage() {
  const stats = useStats();
  if (stats.error && !stats.data) return <Page><PageHeader title="Home" /><ErrorState error={stats.error} retry={stats.refetch} /></Page>;
  // The people who signed in are entities too: they alone make no catalog.
  if (stats.data && (stats.data.entities === 0 || (stats.data.sources.total === 0 && onlyPeople(stats.data)))) return <FirstSteps sources={stats.data.sources.total} />;
  return <Cards />;
}

function Cards() {
  const url = useUrl();
  const { data: rights } = useRights();
  const mayKeep = useMay("settings.write");
  const kept = useHomeCards();
  const arranging = mayKeep && url.get("arrange") === "1";
  const may = (card: HomeCard) => !card.permission || !rights || rights.permissions.includes(card.permission);
  const allowed = CARDS.filter(may);
  const all = known(kept.cards);
  const shown = all.filter(({ id }) => allowed.some((card) => card.id === id));
  // What is not shown for want of a right keeps its card, at the end.
  const change = (cards: PlacedCard[]) => kept.set([...cards, ...all.filter((card) => !shown.includes(card))]);
  const offered = allowed.filter(({ id }) => !shown.some((card) => card.id === id));
  return (
    <Page>
      <PageHeader title="Home">
        {arranging && <AddCard offered={offered} add={(id) => change([...shown, { id, wide: false }])} />}
        {arranging && <Button variant="default" disabled={kept.cards === null} onClick={() => kept.set(null)}>Reset</Button>}
        {mayKeep && <Button variant="default" leftSection={<IconLayoutGrid size={14} />} aria-pressed={arranging} onClick={() => url.set({ arrange: arranging ? undefined : "1" }, { replace: true })}>{arranging ? "Done" : "Arrange"}</Button>}
      </PageHeader>
      <ActionError title="The cards were not kept" error={kept.failed} />
      {kept.ready ? <Board cards={shown} arranging={arranging} onChange={change} /> : <Skeletons rows={10} gap={24} />}
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
          <EmptyState title="Start with a source" action={mayAdd && <AppLink className="step primary" href={paths.sources({ add: "1" })}>Add a source</AppLink>}>
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
