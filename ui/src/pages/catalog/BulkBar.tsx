// What can be done with the picked rows at once.
import { Button, Menu, Tooltip } from "@mantine/core";
import { IconCopy, IconDownload, IconRefresh, IconSitemap, IconStar, IconStarFilled } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { useRefreshSources } from "../../api/refresh.ts";
import { EXPORT_FORMATS, exportRefs, type ExportFormat } from "../../api/export.ts";
import { useMay } from "../../api/rights.ts";
import { useStars } from "../../api/settings.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { plural } from "../../kit/format.ts";
import { saveBlob } from "../../kit/saveBlob.ts";
import { SelectionBar } from "../../kit/SelectionBar.tsx";
import { MOST_PICKED, type Selection } from "../../kit/useSelection.ts";
import { useGo } from "../../kit/useUrl.ts";
import { MOST_DRAWN, paths } from "../../paths.ts";

/** `told`: what was done last; `failed`: the same, and why not. */
function useDone() {
  const [told, setTold] = useState("");
  const [failed, setFailed] = useState<{ what: string; error: unknown }>();
  const run = async (what: string, act: () => Promise<string>) => {
    setFailed(undefined);
    setTold("");
    try {
      setTold(await act());
    } catch (error) {
      setFailed({ what, error });
    }
  };
  return { told, failed, run };
}

export function BulkBar({ selection, total }: { selection: Selection; total: number }) {
  const { refs } = selection;
  const { told, failed, run } = useDone();
  const full = refs.length === MOST_PICKED && total > MOST_PICKED;
  return (
    <SelectionBar count={refs.length} full={full} of={total} told={told} clear={selection.clear} failed={failed && <ActionError title={failed.what} error={failed.error} />}>
      <Star refs={refs} />
      <Act icon={<IconCopy size={14} />} word="Copy references" run={() => void run("The references were not copied", async () => {
        await navigator.clipboard.writeText(refs.join("\n"));
        return "Copied";
      })} />
      <Export start={(format) => void run("The export failed", async () => {
        saveBlob(await exportRefs(refs, format), `selection.${format}`);
        return "";
      })} />
      <Draw refs={refs} />
      <Refresh refs={refs} run={run} />
    </SelectionBar>
  );
}

interface ActProps {
  icon: ReactNode;
  word: string;
  run?: () => void;
  why?: string;
  busy?: boolean;
}

/** On a narrow screen only the sign is seen. What cannot be done now can still be pointed at and focused, to be told why. */
function Act({ icon, word, run, why, busy }: ActProps) {
  return (
    <Tooltip label={why} disabled={!why} multiline maw={280} events={{ hover: true, focus: true, touch: true }}>
      <Button variant="default" aria-label={word} title={why ? undefined : word} aria-disabled={why ? true : undefined} data-disabled={why ? true : undefined} loading={busy} onClick={why ? undefined : run}>{icon}<span className="bulk-word">{word}</span></Button>
    </Tooltip>
  );
}

function Star({ refs }: { refs: string[] }) {
  const stars = useStars();
  const all = refs.every(stars.has);
  return <Act icon={all ? <IconStarFilled size={14} /> : <IconStar size={14} />} word={all ? "Remove stars" : "Star"} run={() => stars.put(refs, !all)} />;
}

function Export({ start }: { start: (format: ExportFormat) => void }) {
  return (
    <Menu position="top-end" withinPortal>
      <Menu.Target><Button variant="default" aria-label="Export the selection" title="Export the selection"><IconDownload size={14} /><span className="bulk-word">Export</span></Button></Menu.Target>
      <Menu.Dropdown>{EXPORT_FORMATS.map((format) => <Menu.Item key={format} onClick={() => start(format)}>{format.toUpperCase()}</Menu.Item>)}</Menu.Dropdown>
    </Menu>
  );
}

function Draw({ refs }: { refs: string[] }) {
  const go = useGo();
  return <Act icon={<IconSitemap size={14} />} word="Open in the graph" why={refs.length > MOST_DRAWN ? `The graph takes at most ${MOST_DRAWN} chosen entities. Select fewer, or open a whole system in the graph` : undefined} run={() => go(paths.graph({ ref: refs }))} />;
}

function Refresh({ refs, run }: { refs: string[]; run: (what: string, act: () => Promise<string>) => Promise<void> }) {
  const may = useMay("source.sync");
  const refresh = useRefreshSources();
  if (!may) return null;
  const start = () => run("Not every source was read again", async () => {
    const count = await refresh.mutateAsync(refs);
    return count === 0 ? "They come from no source" : `${plural(count, "source")} read again`;
  });
  return <Act icon={<IconRefresh size={14} />} word="Refresh from sources" busy={refresh.isPending} run={() => void start()} />;
}
