// The API of this server, from its own document, with a word on the Backstage-compatible part beside it.
import "./api.css";
import { withBase } from "../../base.ts";
import { useOwnOpenApi } from "../../api/portolan.ts";
import { Command } from "../../kit/Copy.tsx";
import { Card, Page, PageHeader } from "../../kit/Page.tsx";
import { ErrorState, Skeletons } from "../../kit/States.tsx";
import { ApiDefinition } from "./ApiDefinition.tsx";

export function ApiDocsPage() {
  const { data, error, isPending, refetch } = useOwnOpenApi();
  const origin = window.location.origin + withBase("");
  return (
    <Page>
      <PageHeader title="API docs" />
      <div className="api-page">
        <Card title="Backstage-compatible catalog">
          <p className="op-text">
            Under <code>/api/catalog</code> the server answers the way the Backstage catalog backend does: entities, by-name, by-refs, by-query,
            facets, ancestry and locations. Clients written for Backstage work when they are given this address. What is listed below is the rest: sources, syncs, problems, history, graph and impact.
          </p>
          <div className="api-commands">
            <Command text={`curl "${origin}/api/catalog/entities?filter=kind=component&limit=5"`} />
            <Command text={`curl "${origin}/api/catalog/entity-facets?facet=kind"`} />
          </div>
        </Card>
        <Card>
          {isPending && <Skeletons rows={12} />}
          {error && <ErrorState error={error} retry={refetch} />}
          {data !== undefined && <ApiDefinition type="openapi" text={data} />}
        </Card>
      </div>
    </Page>
  );
}
