// Everything wrong in the sources' files, by code; the filters live in the address.
import { Select, TextInput } from "@mantine/core";
import { useProblems, useSources } from "../../api/portolan.ts";
import { Page, PageHeader } from "../../kit/Page.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { ProblemList } from "./ProblemList.tsx";

export function ProblemsPage() {
  const url = useUrl();
  const filter = { severity: url.get("severity"), source: url.get("source"), code: url.get("code"), q: url.get("q"), entity: url.get("entity") };
  const first = useProblems(filter).data?.pages[0];
  const sources = useSources().data?.items ?? [];
  const codes = new Set((first?.groups ?? []).map((g) => g.code));
  if (filter.code) codes.add(filter.code);
  const counts = new Map((first?.groups ?? []).map((g) => [g.code, g.count]));
  const put = (key: string) => (value: string | null) => url.set({ [key]: value ?? "" });
  return (
    <Page>
      <PageHeader title="Problems" count={first?.total} />
      <div className="row" style={{ flexWrap: "wrap", marginBottom: 12 }}>
        <TextInput aria-label="Filter problems" placeholder="Filter" value={filter.q} onChange={(e) => url.set({ q: e.currentTarget.value }, { replace: true })} />
        <Select aria-label="Severity" placeholder="Severity" clearable value={filter.severity || null} onChange={put("severity")} data={["error", "warning"]} />
        <Select aria-label="Code" placeholder="Code" clearable searchable value={filter.code || null} onChange={put("code")} data={[...codes].map((c) => ({ value: c, label: counts.has(c) ? `${c} (${counts.get(c)})` : c }))} />
        <Select aria-label="Source" placeholder="Source" clearable searchable value={filter.source || null} onChange={put("source")} data={sources.map((s) => ({ value: s.id, label: s.name }))} />
      </div>
      <ProblemList filter={filter} />
    </Page>
  );
}
