import { Check, Copy } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { announce } from "../frame/announce.ts";
import { Icon } from "./Icon.tsx";

/** Copies a text, and says so. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [outcome, setOutcome] = useState<"" | "Copied" | "Not allowed">("");
  useEffect(() => {
    if (outcome === "") return;
    const timer = setTimeout(() => setOutcome(""), 1600);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome("Copied");
      announce(`${what} copied`);
    } catch {
      setOutcome("Not allowed");
      announce("The browser does not allow copying");
    }
  };
  return (
    <button
      type="button"
      class="ghost small"
      aria-label={`Copy ${what.toLowerCase()}`}
      onClick={copy}
    >
      <Icon icon={outcome === "Copied" ? Check : Copy} size={14} />
      {outcome || "Copy"}
    </button>
  );
}
