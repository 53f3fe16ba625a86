import { Command as CommandIcon, Keyboard, Monitor, Moon, Share2, Sun } from "lucide";
import { useEffect, useMemo, useState } from "preact/hooks";
import { Icon } from "../parts/Icon.tsx";
import { late } from "../parts/late.tsx";
import { Segmented } from "../parts/Segmented.tsx";
import type { Command } from "./commands.ts";
import { KeySheet, MOD } from "./KeySheet.tsx";
import { Palette } from "./Palette.tsx";
import { ROOMS, type Room } from "./rooms.ts";
import { useTheme } from "./theme.ts";

const ShareSheet = late(async () => (await import("../share/ShareSheet.tsx")).ShareSheet);

/** The bar above everything. */
export function Bar({ room }: { room: Room }) {
  const [theme, setTheme] = useTheme();
  const [sheet, setSheet] = useState<"keys" | "share" | "commands">();
  const close = () => setSheet(undefined);
  const commands = useMemo<readonly Command[]>(
    () => [
      ...ROOMS.map(({ id, title }) => ({
        title,
        group: "Go to",
        run: () => {
          location.hash = `#/${id}`;
        },
      })),
      { title: "Share", group: "Page", run: () => setSheet("share") },
      { title: "Keys", group: "Page", run: () => setSheet("keys") },
      ...(["system", "light", "dark"] as const).map(name => ({
        title: `Theme: ${name}`,
        group: "Page",
        run: () => setTheme(name),
      })),
    ],
    [setTheme],
  );
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      event.stopPropagation();
      setSheet("commands");
    };
    document.addEventListener("keydown", listen, true);
    return () => document.removeEventListener("keydown", listen, true);
  }, []);
  return (
    <header class="bar">
      <div class="brand">
        <svg
          viewBox="0 0 20 20"
          fill="none"
          stroke="currentColor"
          stroke-width="1.8"
          aria-hidden="true"
        >
          <circle cx="8.5" cy="8.5" r="6" />
          <path d="m13 13 5 5" />
          <path d="M5.8 8.5h5.4M8.5 5.8v5.4" stroke-width="1.4" />
        </svg>
        scimlens
      </div>
      <p class="claim">SCIM 2.0 documents, filters and PATCH, checked in this tab</p>
      <div class="grow" />
      <button type="button" class="ghost" aria-haspopup="dialog" onClick={() => setSheet("share")}>
        <Icon icon={Share2} /> <span class="word">Share</span>
      </button>
      <button
        type="button"
        class="ghost"
        aria-haspopup="dialog"
        onClick={() => setSheet("commands")}
      >
        <Icon icon={CommandIcon} /> <span class="word">Commands</span>
        <kbd class="wide">{MOD} K</kbd>
      </button>
      <button type="button" class="ghost" aria-haspopup="dialog" onClick={() => setSheet("keys")}>
        <Icon icon={Keyboard} /> <span class="word">Keys</span>
      </button>
      <Segmented
        name="theme"
        label="Theme"
        value={theme}
        segments={[
          { value: "system", title: "System", icon: Monitor },
          { value: "light", title: "Light", icon: Sun },
          { value: "dark", title: "Dark", icon: Moon },
        ]}
        onPick={setTheme}
      />
      {sheet === "keys" && <KeySheet onClose={close} />}
      {sheet === "share" && <ShareSheet room={room} onClose={close} />}
      {sheet === "commands" && (
        // Closing it must not close what the command opens.
        <Palette
          commands={commands}
          onClose={() => setSheet(now => (now === "commands" ? undefined : now))}
        />
      )}
    </header>
  );
}
