import { messagesOf, plainText } from "@/lib/payload";
import { texts } from "@/lib/texts";
import classes from "./Payload.module.css";
import { PayloadText } from "./PayloadText";
import { UserText } from "./UserText";

/** What a model was given or gave: messages by role where it is a chat, text, or JSON. */
export function Payload({ value }: { value: unknown }) {
  const messages = messagesOf(value);
  if (messages.length === 0) return <PayloadText text={plainText(value)} label={texts.content} />;
  return (
    <ol className={classes.messages}>
      {messages.map(({ key, role, content }) => (
        <li key={key}>
          <span className={classes.role}>
            <UserText longest={40}>{role}</UserText>
          </span>
          <PayloadText text={content} label={role} />
        </li>
      ))}
    </ol>
  );
}
