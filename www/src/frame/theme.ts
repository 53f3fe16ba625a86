import { useState } from "preact/hooks";

export type Theme = "system" | "light" | "dark";

// public/theme.js reads it before the first paint.
const KEY = "scimlens/theme";

function chosen(): Theme {
  const { theme } = document.documentElement.dataset;
  return theme === "light" || theme === "dark" ? theme : "system";
}

/** The theme, and how to choose another. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(chosen);
  const choose = (next: Theme) => {
    if (next === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = next;
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // It holds until the page is closed.
    }
    setTheme(next);
  };
  return [theme, choose];
}
