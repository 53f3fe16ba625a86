import { Keyboard, Monitor, Moon, Sun } from "lucide";
import { useState } from "preact/hooks";
import { Icon } from "../parts/Icon.tsx";
import { Segmented } from "../parts/Segmented.tsx";
import { KeySheet } from "./KeySheet.tsx";
import { useTheme } from "./theme.ts";

/** The bar above everything. */
export function Bar() {
  const [theme, setTheme] = useTheme();
  const [keys, setKeys] = useState(false);
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
      <button type="button" class="ghost" aria-haspopup="dialog" onClick={() => setKeys(true)}>
        <Icon icon={Keyboard} /> Keys
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
      {keys && <KeySheet onClose={() => setKeys(false)} />}
    </header>
  );
}
