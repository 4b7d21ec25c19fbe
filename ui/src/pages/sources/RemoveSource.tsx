// Asks before a source goes, and says what goes with it.
import { Button, Modal } from "@mantine/core";
import type { SourceBody } from "../../api/types.ts";
import { useFocusBack } from "../../kit/focus.ts";
import { plural } from "../../kit/format.ts";

export function RemoveSource({ source, close, remove, removing }: { source: SourceBody; close: () => void; remove: () => void; removing: boolean }) {
  useFocusBack();
  const count = plural(source.entities, "entity", "entities");
  return (
    <Modal opened onClose={close} title={`Remove ${source.name}?`} centered transitionProps={{ duration: 0 }} closeButtonProps={{ "aria-label": "Close" }}>
      <div className="dialog-text">
        {source.entities === 0
          ? <p>No entity comes from this source. It will not be read again.</p>
          : <p>Up to <strong>{count}</strong> leave the catalog with it; those that another source also describes stay. They can be restored for 30 days, one by one or all at once.</p>}
      </div>
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>Cancel</Button>
        <Button color="red.9" loading={removing} onClick={remove} data-autofocus>{source.entities === 0 ? "Remove source" : `Remove source and ${count}`}</Button>
      </div>
    </Modal>
  );
}
