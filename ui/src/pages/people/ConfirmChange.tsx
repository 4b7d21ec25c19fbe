// Asks before a change that ends sessions or gives everything away, and says what follows from it.
import { Button, Modal } from "@mantine/core";
import type { PersonBody } from "../../api/types.ts";
import { useFocusBack } from "../../kit/focus.ts";

export type Asked = "disable" | "admin" | "member" | "password";

interface Props {
  asked: Asked;
  person: PersonBody;
  own: boolean;
  close: () => void;
  act: () => void;
}

export function ConfirmChange({ asked, person, own, close, act }: Props) {
  useFocusBack();
  const who = person.name;
  const words = {
    disable: { title: `Shut ${who} out?`, text: "Every browser they are signed in with and every token of theirs is refused at once. They can be let in again; ended sessions stay ended.", button: "Shut out", grave: true },
    admin: { title: `Make ${who} an administrator?`, text: "They may do everything then, whatever the roles say: also change people, and take this right from you.", button: "Make an administrator", grave: false },
    member: { title: `Is ${who} no longer an administrator?`, text: own ? "You lose administration yourself; only another administrator can give it back." : "They keep what their roles give them.", button: "Take the right away", grave: true },
    password: { title: `Reset the password of ${who}?`, text: "A new one is made and shown to you once. The old one is refused and every browser of theirs is signed out.", button: "Reset the password", grave: false },
  }[asked];
  return (
    <Modal opened onClose={close} title={words.title} centered transitionProps={{ duration: 0 }} closeButtonProps={{ "aria-label": "Close" }}>
      <div className="dialog-text"><p>{words.text}</p></div>
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>Cancel</Button>
        <Button color={words.grave ? "red.9" : undefined} onClick={act} data-autofocus>{words.button}</Button>
      </div>
    </Modal>
  );
}
