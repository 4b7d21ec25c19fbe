// The server's own API, rendered like the catalog's APIs.
import { useOwnOpenApi } from "../../api/portolan.ts";
import { Page, PageHeader } from "../../kit/Page.tsx";
import { ErrorState, Skeletons } from "../../kit/States.tsx";
import { ApiDefinition } from "./ApiDefinition.tsx";

export function ApiDocsPage() {
  const { data, isPending, error, refetch } = useOwnOpenApi();
  return (
    <Page>
      <PageHeader title="API docs" />
      {isPending ? <Skeletons rows={8} /> : error ? <ErrorState error={error} retry={refetch} /> : <ApiDefinition type="openapi" text={data} />}
    </Page>
  );
}
