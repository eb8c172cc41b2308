import { Tooltip } from "@mantine/core";
import { useLiveState } from "@/api";
import classes from "./Menus.module.css";
import { texts } from "./texts";

/** Whether the page is live, and what it means if it is not. */
export function LiveMark() {
  const state = useLiveState();
  return (
    <Tooltip label={texts.liveHint[state]} multiline w={240} position="right">
      <div className={classes.live} role="status">
        <span className={classes.dot} data-state={state} />
        {texts[state]}
      </div>
    </Tooltip>
  );
}
