// What the filters leave, as a file: a link where the server can say the filter, else put together here with its progress.
import { Button, Menu } from "@mantine/core";
import { IconDownload, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useCounts } from "../../api/catalog.ts";
import { EXPORT_FORMATS, exportFile, exportHref, type ExportFormat } from "../../api/export.ts";
import { formatCount, plural } from "../../kit/format.ts";
import { saveBlob } from "../../kit/saveBlob.ts";
import { entityQuery, exportFilters, predicate, type Filters } from "./query.ts";

export function ExportMenu({ filters }: { filters: Filters }) {
  const wanted = exportFilters(filters);
  const made = useMadeHere(filters);
  // Not the length of the list, which leaves out what has no value to sort by.
  const [count] = useCounts([{ query: predicate(filters), text: filters.text || undefined }]);
  if (made.running) {
    return <Button variant="default" leftSection={<IconX size={14} />} onClick={made.stop} aria-label="Stop the export"><span className="num" role="status">{made.progress}</span></Button>;
  }
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target><Button variant="default" disabled={count === 0} title={count === 0 ? "There is nothing to export" : undefined} color={made.failed ? "red" : undefined} leftSection={<IconDownload size={14} />}>{made.failed ? "Export failed" : "Export"}</Button></Menu.Target>
      <Menu.Dropdown>
        {made.failed && <Menu.Label role="alert">{made.failed}</Menu.Label>}
        {count !== undefined && <Menu.Label>{plural(count, "row")}</Menu.Label>}
        {EXPORT_FORMATS.map((format) => wanted
          ? <Menu.Item key={format} component="a" href={exportHref(format, wanted)} download={`catalog.${format}`}>{format.toUpperCase()}</Menu.Item>
          : <Menu.Item key={format} onClick={() => void made.start(format)}>{format.toUpperCase()}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  );
}

function useMadeHere(filters: Filters) {
  const [progress, setProgress] = useState("");
  const [failed, setFailed] = useState("");
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const start = async (format: ExportFormat) => {
    const mine = new AbortController();
    running.current = mine;
    setFailed("");
    setProgress("0");
    try {
      const blob = await exportFile(entityQuery(filters), format, (read, total) => setProgress(`${formatCount(read)} of ${formatCount(total)}`), mine.signal);
      saveBlob(blob, `catalog.${format}`);
    } catch (error) {
      if (!mine.signal.aborted) setFailed(error instanceof Error ? error.message : String(error));
    }
    setProgress("");
  };
  return { start, stop: () => running.current?.abort(), running: progress !== "", progress, failed };
}
